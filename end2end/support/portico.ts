// Runs the real binary on free ports, in a temporary folder with a separate database and secret key.
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './free_port';

const BINARY = resolve(process.env.PORTICO_BINARY ?? join(import.meta.dirname, '../../target/release/portico'));
const READY_WITHIN = 20_000;
const STOPPED_WITHIN = 20_000;

export type Environment = Record<string, string>;

/** The exit code and the output of a finished command. */
export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a command in `folder` until it ends. Besides `environment` it gets only the PATH of this process. */
export function runPortico(
  folder: string,
  args: string[],
  environment: Environment,
  input?: string,
): Promise<Outcome> {
  return new Promise((done, failed) => {
    const child = start(folder, args, environment, input === undefined ? 'ignore' : 'pipe');
    // A command that ends before it has read all input reports the reason itself.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
    const deadline = setTimeout(() => child.kill('SIGKILL'), READY_WITHIN);
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (part: Buffer) => (stdout += part.toString()));
    child.stderr?.on('data', (part: Buffer) => (stderr += part.toString()));
    child.once('error', failed);
    child.once('close', (code) => {
      clearTimeout(deadline);
      done({ code, stdout, stderr });
    });
  });
}

export type Preset = 'codes' | 'links' | 'invited' | 'temporary' | 'hardened';

export interface NewOrganisation {
  slug: string;
  name: string;
  preset?: Preset;
  /** External origins that users may be sent to after signing in. */
  returnTo?: string[];
}

export interface NewAccount {
  name?: string;
  organisation?: string;
  /** Counts as verified, because the operator sets it. */
  phone?: string;
  password?: string;
  role?: 'admin' | 'member';
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'portico-'));
}

function start(
  folder: string,
  args: string[],
  environment: Environment,
  input: 'ignore' | 'pipe' = 'ignore',
): ChildProcess {
  if (!existsSync(BINARY)) {
    throw new Error(`${BINARY} is missing. "make release" builds it; PORTICO_BINARY names another one.`);
  }
  return spawn(BINARY, args, {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: [input, 'pipe', 'pipe'],
  });
}

export class Portico {
  /** Everything that the server wrote, over all its starts. */
  log = '';
  /** The `log` without times and ids, whose digits may equal a code by chance. */
  get said(): string {
    return this.log.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z|\b[0-9a-f]{32}\b/g, '');
  }

  /** The address of the sample application that everyone may enter. Only a demo has it. */
  get applicationUrl(): string {
    return `http://localhost:${this.environment.PORTICO_DEMO_APPLICATION_ADDR?.split(':').pop()}`;
  }

  private readonly organisations = new Set(['codes']);
  private child: ChildProcess | undefined;

  private constructor(
    /** The public URL. Its host is a name, because browsers make no passkeys for an IP address. */
    readonly url: string,
    /** The address that serves `/metrics`. */
    readonly adminUrl: string,
    readonly environment: Environment,
    private readonly folder: string,
    private readonly serve: string[],
  ) {}

  /** Starts a server with one organisation, `codes`, named "Alderway". */
  static async open(smtpUrl: string, more: Environment = {}): Promise<Portico> {
    const folder = temporaryFolder();
    const portico = await Portico.prepared(folder, ['serve'], {
      PORTICO_DATABASE_URL: `sqlite://${folder}/portico.db?mode=rwc`,
      PORTICO_SECRET_KEY: randomBytes(32).toString('base64'),
      PORTICO_SMTP_URL: smtpUrl,
      PORTICO_MAIL_FROM: 'Portico <no-reply@portico.example>',
      ...more,
    });
    await portico.begin(async () => {
      await portico.command(['migrate']);
      await portico.command(['organisation', 'create', '--slug', 'codes', '--name', 'Alderway', '--preset', 'codes']);
    });
    return portico;
  }

  /** Starts `serve --demo`. Only its addresses and the trusted proxies are configured. */
  static async openDemo(): Promise<Portico> {
    const portico = await Portico.prepared(temporaryFolder(), ['serve', '--demo'], {
      PORTICO_DEMO_APPLICATION_ADDR: `127.0.0.1:${await freePort()}`,
    });
    await portico.begin(async () => {});
    return portico;
  }

  private static async prepared(folder: string, serve: string[], more: Environment): Promise<Portico> {
    const [port, adminPort] = [await freePort(), await freePort()];
    const environment = {
      LEPTOS_SITE_ADDR: `127.0.0.1:${port}`,
      PORTICO_PUBLIC_URL: `http://localhost:${port}`,
      PORTICO_ADMIN_ADDR: `127.0.0.1:${adminPort}`,
      // Lets every test set its client address, because rate limits count per client address.
      PORTICO_TRUSTED_PROXIES: '127.0.0.0/8',
      ...more,
    };
    return new Portico(`http://localhost:${port}`, `http://127.0.0.1:${adminPort}`, environment, folder, serve);
  }

  /** Starts for the first time. If that fails, it leaves nothing behind. */
  private async begin(prepare: () => Promise<void>): Promise<void> {
    try {
      await prepare();
      await this.start();
    } catch (failure) {
      await this.close();
      throw failure;
    }
  }

  /** Starts the server and waits until it is ready. A later start uses the same data and ports. */
  async start(): Promise<void> {
    const child = start(this.folder, this.serve, this.environment);
    this.child = child;
    // The server never outlives the tests, however they end.
    const end = () => child.kill('SIGKILL');
    process.once('exit', end);
    child.once('exit', () => process.off('exit', end));
    const keep = (part: Buffer) => (this.log += part.toString());
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    const deadline = Date.now() + READY_WITHIN;
    while (!(await this.isReady())) {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`Portico ended before it was ready:\n${this.log}`);
      }
      if (Date.now() > deadline) {
        throw new Error(`Portico was not ready within ${READY_WITHIN} ms:\n${this.log}`);
      }
      await pause(25);
    }
  }

  private async isReady(): Promise<boolean> {
    const answer = await fetch(`http://${this.environment.LEPTOS_SITE_ADDR}/readyz`).catch(() => undefined);
    return answer?.ok ?? false;
  }

  /** Asks the server to end and returns its exit code. Kills it if it does not end within `STOPPED_WITHIN`. */
  async stop(signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<number | null> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) {
      return child?.exitCode ?? null;
    }
    const ended = new Promise<number | null>((done) => child.once('exit', done));
    child.kill(signal);
    const late = setTimeout(() => {
      this.log += `\n(did not end within ${STOPPED_WITHIN} ms of ${signal}: killed)\n`;
      child.kill('SIGKILL');
    }, STOPPED_WITHIN);
    const code = await ended;
    clearTimeout(late);
    return code;
  }

  /** Kills the server, as a power cut would, and waits until its process has ended. */
  async kill(): Promise<void> {
    const child = this.child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGKILL');
      await ended;
    }
  }

  /** Ends the server and removes its folder. */
  async close(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async createAccount(email: string, account: NewAccount = {}): Promise<void> {
    const { name = 'Test Member', organisation = 'codes', phone, password, role = 'member' } = account;
    await this.command(['account', 'create', '--organisation', organisation, '--email', email, '--name', name,
      '--role', role, ...(phone === undefined ? [] : ['--phone', phone]),
      ...(password === undefined ? [] : ['--password-stdin'])], password && `${password}\n`);
  }

  /** Creates an organisation, unless this server already has it. */
  async haveOrganisation(organisation: NewOrganisation): Promise<void> {
    const { slug, name, preset = 'codes', returnTo = [] } = organisation;
    if (!this.organisations.has(slug)) {
      this.organisations.add(slug);
      await this.command(['organisation', 'create', '--slug', slug, '--name', name, '--preset', preset,
        ...returnTo.flatMap((origin) => ['--return-to', origin])]);
    }
  }

  /** Runs a command and returns what it printed. Throws if the command fails; `outcomeOf` does not. */
  async command(args: string[], input?: string): Promise<string> {
    const { code, stdout, stderr } = await this.outcomeOf(args, input);
    if (code !== 0) {
      throw new Error(`portico ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
    }
    return stdout;
  }

  outcomeOf(args: string[], input?: string): Promise<Outcome> {
    return runPortico(this.folder, args, this.environment, input);
  }
}

// The real binary: started on a free port, in an empty folder of its own, with its own database and secret.
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

/** What a finished command left behind. */
export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs one command to its end in `folder`. It sees nothing of this process's environment but PATH. */
export function runPortico(
  folder: string,
  args: string[],
  environment: Environment,
  input?: string,
): Promise<Outcome> {
  return new Promise((done, failed) => {
    const child = start(folder, args, environment, input === undefined ? 'ignore' : 'pipe');
    // One that ends without reading everything says itself what was wrong.
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
  /** Origins outside that people may be sent to after signing in. */
  returnTo?: string[];
}

export interface NewAccount {
  name?: string;
  organisation?: string;
  /** Counts as verified: the operator vouches for it. */
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
  /** Everything it wrote, over all its starts. */
  log = '';
  /** The same without times and ids: their digits are chance, and may be anybody's code. */
  get said(): string {
    return this.log.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z|\b[0-9a-f]{32}\b/g, '');
  }

  private readonly organisations = new Set(['codes']);
  private child: ChildProcess | undefined;

  private constructor(
    /** The public address: always by name, because browsers make no passkeys for the number of a host. */
    readonly url: string,
    /** Where `/metrics` is. */
    readonly adminUrl: string,
    readonly environment: Environment,
    private readonly folder: string,
    private readonly serve: string[],
  ) {}

  /** A running server with one organisation, `codes`, named "Alderway". */
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

  /** `serve --demo` with nothing configured but where it listens. */
  static async openDemo(): Promise<Portico> {
    const portico = await Portico.prepared(temporaryFolder(), ['serve', '--demo'], {});
    await portico.begin(async () => {});
    return portico;
  }

  private static async prepared(folder: string, serve: string[], more: Environment): Promise<Portico> {
    const [port, adminPort] = [await freePort(), await freePort()];
    const environment = {
      LEPTOS_SITE_ADDR: `127.0.0.1:${port}`,
      PORTICO_PUBLIC_URL: `http://localhost:${port}`,
      PORTICO_ADMIN_ADDR: `127.0.0.1:${adminPort}`,
      // So that every test can come from an address of its own: limits count per client address.
      PORTICO_TRUSTED_PROXIES: '127.0.0.0/8',
      ...more,
    };
    return new Portico(`http://localhost:${port}`, `http://127.0.0.1:${adminPort}`, environment, folder, serve);
  }

  /** The first start; one that fails leaves nothing behind. */
  private async begin(prepare: () => Promise<void>): Promise<void> {
    try {
      await prepare();
      await this.start();
    } catch (failure) {
      await this.close();
      throw failure;
    }
  }

  /** Starts it, again if need be, on the same data and port, and waits until it is ready. */
  async start(): Promise<void> {
    const child = start(this.folder, this.serve, this.environment);
    this.child = child;
    // Whatever happens to the tests, it does not outlive them.
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

  /** Asks it to end, and gives its exit code. */
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

  /** As a power cut: nothing of it runs any more when this returns. */
  async kill(): Promise<void> {
    const child = this.child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGKILL');
      await ended;
    }
  }

  /** Ends it and removes its folder. */
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

  /** Makes an organisation, unless this Portico has it already. */
  async haveOrganisation(organisation: NewOrganisation): Promise<void> {
    const { slug, name, preset = 'codes', returnTo = [] } = organisation;
    if (!this.organisations.has(slug)) {
      this.organisations.add(slug);
      await this.command(['organisation', 'create', '--slug', slug, '--name', name, '--preset', preset,
        ...returnTo.flatMap((origin) => ['--return-to', origin])]);
    }
  }

  /** What the command printed. One that fails throws, unless its outcome is asked for. */
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

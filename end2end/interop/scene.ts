// One client: its registration, its documented file with the values of this registration, and its user.
import { chmodSync, copyFileSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { registerClient, type RegisteredClient } from '../support/clients';
import { freePort } from '../support/free_port';
import { newEmail, PASSWORD } from '../support/people';
import { temporaryFolder, type Environment, type Portico } from '../support/portico';
import type { Screens } from '../support/screens';
import type { Front } from './front';
import { Program } from './program';

const DOCUMENTED = join(import.meta.dirname, '../../docs/applications/clients');
const INSTALLED = join(import.meta.dirname, '../../target/interop');
export const PYTHON = join(INSTALLED, 'python/bin/python');
export const PACKAGES = join(INSTALLED, 'node_modules');

/** What a documented file leaves to its reader, by these names. */
const LEFT_OPEN = /\.example\b|\b(CLIENT_ID|CLIENT_SECRET|SESSION_KEY|PASSPHRASE)\b/;

const literally = (text: string) => text.replace(/[^\w]/g, '\\$&');

export interface Registration {
  /** The path of the redirect address at the client's origin. */
  redirectPath?: string;
  /** The whole address, if it is elsewhere. */
  redirectUri?: string;
  isPublic?: boolean;
  /** Further options of `portico application set`. */
  options?: string[];
}

export class Scene {
  readonly email = newEmail('interop');
  readonly folder = temporaryFolder();
  /** The certificate of Portico, where every user can read it. */
  readonly certFile = join(this.folder, 'portico.pem');
  private readonly programs: Program[] = [];
  private client: RegisteredClient = { id: '', secret: '' };

  private constructor(
    readonly page: Page,
    private readonly screens: Screens,
    private readonly portico: Portico,
    readonly front: Front,
    readonly port: number,
  ) {}

  static async open(page: Page, screens: Screens, portico: Portico, front: Front): Promise<Scene> {
    const scene = new Scene(page, screens, portico, front, await freePort());
    // Apache works as another user. Node looks for packages beside its program.
    chmodSync(scene.folder, 0o755);
    copyFileSync(front.certFile, scene.certFile);
    symlinkSync(PACKAGES, join(scene.folder, 'node_modules'));
    await portico.createAccount(scene.email, { password: PASSWORD });
    return scene;
  }

  /** The origin of the client. An address, because browsers send the cookies of a host name to all its ports. */
  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async register({ redirectPath = '/callback', redirectUri, ...more }: Registration = {}): Promise<void> {
    this.client = await registerClient(this.portico, {
      name: `Client ${this.port}`,
      startAddress: this.origin,
      redirectUri: redirectUri ?? this.origin + redirectPath,
      ...more,
    });
  }

  /**
   * Writes documented files of clients, and files of the folder `surroundings`, one after the other into a file `name`.
   * Only what they leave open is replaced, and what `changes` names.
   */
  write(name: string, parts: string[], changes: [string, string][] = []): string {
    const documented = parts.map((part) => this.read(part)).join('\n');
    const values = new Map<string, string>([
      ...changes,
      ['https://sign-in.example', this.front.url],
      ['https://app.example', this.origin],
      ['CLIENT_ID', this.client.id],
      ['CLIENT_SECRET', this.client.secret],
      ['8080', String(this.port)],
    ]);
    for (const [old] of changes) {
      expect(documented, parts.join()).toContain(old);
    }
    // In one go, because a value may contain what another one replaces. Only whole words: settings have such names too.
    const open = new RegExp(`(?<!\\w)(${[...values.keys()].map(literally).join('|')})(?!\\w)`, 'g');
    const text = documented.replace(open, (old) => values.get(old) ?? old);
    expect(text).not.toMatch(LEFT_OPEN);
    const file = join(this.folder, name);
    writeFileSync(file, text);
    return file;
  }

  copy(file: string, name: string): void {
    copyFileSync(file, join(this.folder, name));
  }

  run(command: string[], more: Environment = {}): Program {
    const program = new Program(command, this.folder, {
      PATH: process.env.PATH ?? '',
      HOME: this.folder,
      NODE_EXTRA_CA_CERTS: this.certFile,
      SSL_CERT_FILE: this.certFile,
      REQUESTS_CA_BUNDLE: this.certFile,
      PYTHONUNBUFFERED: '1',
      ...more,
    });
    this.programs.push(program);
    return program;
  }

  /** Runs a client that listens at `origin`. */
  async serve(command: string[], more: Environment = {}): Promise<Program> {
    const program = this.run(command, more);
    await program.answers(this.origin);
    return program;
  }

  /** Opens the client, or another address that leads to Portico, and signs in there. */
  async signIn(address = this.origin): Promise<void> {
    await this.page.goto(address);
    await this.signInHere();
  }

  /** Signs in where the browser has been led to. */
  async signInHere(): Promise<void> {
    await expect(this.page).toHaveURL(/\/sign-in/);
    await this.screens.settled();
    await this.screens.choose('Password');
    await this.screens.submitPassword(this.email, PASSWORD);
  }

  async shows(text: string): Promise<void> {
    await expect(this.page.locator('body')).toContainText(text);
  }

  async isSignedIn(): Promise<void> {
    await this.shows(`Signed in as ${this.email}`);
    expect(new URL(this.page.url()).origin).toBe(this.origin);
  }

  /** Ends the session at Portico, as its user does. */
  async signOut(): Promise<void> {
    await this.screens.open('/account');
    await this.screens.leave();
  }

  /** What the programs of this client have written. */
  get output(): string {
    return this.programs.map(({ output }) => output).join('\n');
  }

  async close(): Promise<void> {
    await Promise.all(this.programs.map((program) => program.stop()));
    rmSync(this.folder, { recursive: true, force: true });
  }

  private read(name: string): string {
    const folder = name.startsWith('surroundings/') ? import.meta.dirname : DOCUMENTED;
    return readFileSync(join(folder, name), 'utf8');
  }
}

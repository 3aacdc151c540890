// A program that runs beside the tests. It ends with them, and so do the programs that it starts.
import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { Environment } from '../support/portico';

const WITHIN = 60_000;

export class Program {
  /** Everything that it wrote. */
  output = '';
  private exitCode: number | undefined;
  private readonly child: ChildProcess;
  private readonly end = () => this.signal('SIGKILL');

  constructor(private readonly command: string[], folder: string, environment: Environment) {
    const [program, ...args] = command as [string, ...string[]];
    // In a group of its own, so that the signals reach its children.
    this.child = spawn(program, args, {
      cwd: folder, env: environment, detached: true, stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (part: Buffer) => (this.output += part.toString());
    this.child.stdout?.on('data', keep);
    this.child.stderr?.on('data', keep);
    this.child.once('error', (failure) => {
      this.output += failure.message;
      this.exitCode = -1;
    });
    this.child.once('close', (code) => (this.exitCode = code ?? -1));
    process.once('exit', this.end);
  }

  /** Waits until the program answers at `url`. Before it is ready, a proxy in front of it may say that there is nothing. */
  async answers(url: string): Promise<void> {
    await this.until(`answers at ${url}`, async () => {
      const answer = await fetch(url, { redirect: 'manual' }).catch(() => undefined);
      return answer !== undefined && answer.status !== 404 && answer.status < 500;
    });
  }

  /** Waits until the program has written what `pattern` finds, and returns that. */
  async prints(pattern: RegExp): Promise<string> {
    await this.until(`prints ${pattern}`, async () => pattern.test(this.output));
    return pattern.exec(this.output)?.[0] ?? '';
  }

  /** Waits for the end of a program that ends by itself. */
  async succeeds(): Promise<void> {
    await this.until('ends', async () => this.exitCode === 0);
  }

  async stop(): Promise<void> {
    process.off('exit', this.end);
    this.signal('SIGTERM');
    const deadline = Date.now() + 10_000;
    while (this.exitCode === undefined && Date.now() < deadline) {
      await pause(25);
    }
    this.signal('SIGKILL');
  }

  private async until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + WITHIN;
    while (!(await isSo())) {
      if (Date.now() > deadline || (this.exitCode ?? 0) !== 0) {
        const state = this.exitCode === undefined ? 'still runs' : `ended with ${this.exitCode}`;
        throw new Error(`${this.command.join(' ')}, which ${state}, never ${what}:\n${this.output}`);
      }
      await pause(50);
    }
  }

  private signal(name: NodeJS.Signals): void {
    try {
      process.kill(-this.child.pid!, name);
    } catch {
      // The group has ended.
    }
  }
}

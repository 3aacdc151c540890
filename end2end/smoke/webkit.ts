// WebKitGTK's small browser on a virtual display, driven by WebDriver.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../support/free_port';
import { findElement, type BrowserWindow, type Engine, type Role } from './engine';

const DRIVER = process.env.WEBKIT_DRIVER ?? '/usr/bin/WebKitWebDriver';
const READY_WITHIN = 20_000;
/** The name of a reference to an element in WebDriver's JSON. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

type Call = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => Promise<unknown>;

export class WebKit implements Engine {
  private constructor(private readonly processes: ChildProcess[], private readonly call: Call) {}

  static async open(): Promise<WebKit> {
    // It writes the number of a free display to the file descriptor 3.
    const display = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const [number] = await once(display.stdio[3] as Readable, 'data') as [Buffer];
    const port = await freePort();
    const driver = spawn(DRIVER, [`--port=${port}`, '--host=127.0.0.1'], {
      stdio: 'ignore',
      env: {
        ...process.env,
        DISPLAY: `:${number.toString().trim()}`,
        LANGUAGE: 'en',
        LIBGL_ALWAYS_SOFTWARE: '1',
        NO_AT_BRIDGE: '1',
        WEBKIT_DISABLE_COMPOSITING_MODE: '1',
        // The sandbox does not start for root or in a container. The only pages are those of the tests.
        WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
      },
    });
    const webKit = new WebKit([driver, display], caller(`http://127.0.0.1:${port}`));
    // The processes never outlive the tests, however they end.
    process.once('exit', () => webKit.kill());
    const deadline = Date.now() + READY_WITHIN;
    while (!(await webKit.call('GET', '/status').then(() => true, () => false))) {
      if (Date.now() > deadline) {
        webKit.kill();
        throw new Error(`${DRIVER} was not ready within ${READY_WITHIN} ms`);
      }
      await pause(25);
    }
    return webKit;
  }

  async openWindow(): Promise<BrowserWindow> {
    // Each session starts a browser without cookies.
    const { sessionId } = await this.call('POST', '/session', { capabilities: {} }) as { sessionId: string };
    const call: Call = (method, path, body) => this.call(method, `/session/${sessionId}${path}`, body);
    await call('POST', '/window/rect', { x: 0, y: 0, width: 1280, height: 900 });
    return new WebKitWindow(call);
  }

  async close(): Promise<void> {
    const running = this.processes.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    const ended = running.map((one) => once(one, 'exit'));
    this.kill();
    await Promise.all(ended);
  }

  private kill(): void {
    this.processes.forEach((one) => one.kill());
  }
}

class WebKitWindow implements BrowserWindow {
  constructor(private readonly call: Call) {}

  async goTo(url: string): Promise<void> {
    await this.call('POST', '/url', { url });
  }

  async evaluate<Arguments extends unknown[], Result>(
    run: (...given: Arguments) => Result, ...given: Arguments
  ): Promise<Result> {
    return await this.call('POST', '/execute/sync', {
      script: `return (${run}).apply(null, arguments)`, args: given,
    }) as Result;
  }

  async click(role: Role, name: string): Promise<boolean> {
    const element = await this.find(role, name);
    await (element && this.call('POST', `${element}/click`, {}));
    return element !== undefined;
  }

  async type(role: Role, name: string, text: string): Promise<boolean> {
    const element = await this.find(role, name);
    await (element && this.call('POST', `${element}/clear`, {}));
    await (element && this.call('POST', `${element}/value`, { text }));
    return element !== undefined;
  }

  async close(): Promise<void> {
    await this.call('DELETE', '');
  }

  /** The path of the element's commands. */
  private async find(role: Role, name: string): Promise<string | undefined> {
    const element = await this.evaluate(findElement, role, name) as Record<string, string> | null;
    return element === null ? undefined : `/element/${element[ELEMENT]}`;
  }
}

/** Returns a function that sends a command of WebDriver and returns its value. */
function caller(driver: string): Call {
  return async (method, path, body) => {
    const answer = await fetch(driver + path, {
      method,
      ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const { value } = await answer.json() as { value: unknown };
    if (!answer.ok) {
      const { error, message } = value as { error: string; message: string };
      throw new Error(`${method} ${path}: ${error}: ${message}`);
    }
    return value;
  };
}

// An SMS provider that Portico's `webhook` provider posts to. It accepts only signed requests and keeps the texts.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Environment } from './portico';

export interface Text {
  /** Does not change between attempts to deliver a text. */
  id: string;
  /** E.164 */
  to: string;
  text: string;
}

/** The maximum age of a signature, in seconds. */
const FRESH = 300;

export class Textbox {
  readonly texts: Text[] = [];
  /** For each request that was not accepted, what was wrong with it. */
  readonly disbelieved: string[] = [];
  private readonly secret = randomBytes(32).toString('hex');
  private readonly arrivals = new EventEmitter();
  private server: Server | undefined;
  private port = 0;
  private refusals: number[] = [];

  static async open(): Promise<Textbox> {
    const textbox = new Textbox();
    await textbox.start();
    return textbox;
  }

  /** The settings that make a server use this provider. */
  get environment(): Environment {
    return {
      PORTICO_SMS_PROVIDER: 'webhook',
      PORTICO_SMS_WEBHOOK_URL: `http://127.0.0.1:${this.port}/texts`,
      PORTICO_SMS_WEBHOOK_SECRET: this.secret,
    };
  }

  /** Starts to listen; after a stop, on the earlier port again. */
  async start(): Promise<void> {
    const server = createServer((request, response) => {
      this.take(request).then((status) => response.writeHead(status).end(), () => response.destroy());
    });
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  /** Closes open connections. New ones are refused until the next start. */
  async stop(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    if (server) {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    }
  }

  /** Answers the next texts with these status codes, one each, and then accepts again. */
  refuseNext(...codes: number[]): void {
    this.refusals.push(...codes);
  }

  textsTo(number: string): Text[] {
    return this.texts.filter(({ to }) => to === number);
  }

  /** Waits for the `nth` text to the number. Throws after `within` milliseconds. */
  async waitForTextTo(number: string, nth = 1, within = 15_000): Promise<Text> {
    const signal = AbortSignal.timeout(within);
    for (;;) {
      const text = this.textsTo(number)[nth - 1];
      if (text) {
        return text;
      }
      await once(this.arrivals, 'text', { signal }).catch(() => {
        const got = JSON.stringify(this.disbelieved);
        throw new Error(`No text number ${nth} to ${number} within ${within} ms; not believed were ${got}`);
      });
    }
  }

  /** Waits for the `nth` text to the number and returns its six digits. */
  async waitForCodeTo(number: string, nth = 1, within?: number): Promise<string> {
    const { text } = await this.waitForTextTo(number, nth, within);
    return /^(\d{6}) is your /.exec(text)?.[1] ?? '';
  }

  private async take(request: IncomingMessage): Promise<number> {
    const parts: Buffer[] = [];
    for await (const part of request) {
      parts.push(part as Buffer);
    }
    // Portico sends `HEAD` to find out whether the provider is up.
    if (request.method === 'HEAD') {
      return 200;
    }
    const body = Buffer.concat(parts);
    const wrong = this.whatIsWrong(request, body);
    if (wrong) {
      this.disbelieved.push(wrong);
      return 401;
    }
    const refusal = this.refusals.shift();
    if (refusal) {
      return refusal;
    }
    const text = JSON.parse(body.toString()) as Text;
    // A second delivery of a text is recognised by its id and not kept again.
    if (!this.texts.some(({ id }) => id === text.id)) {
      this.texts.push(text);
      this.arrivals.emit('text');
    }
    return 204;
  }

  private whatIsWrong({ method, url, headers }: IncomingMessage, body: Buffer): string | undefined {
    if (method !== 'POST' || url !== '/texts' || headers['content-type'] !== 'application/json') {
      return `${method} ${url} of ${headers['content-type']}`;
    }
    const found = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['portico-signature']));
    const [, at = '', given = ''] = found ?? [];
    if (Math.abs(Date.now() / 1000 - Number(at)) > FRESH) {
      return `signed at ${at}`;
    }
    const signature = createHmac('sha256', this.secret).update(`${at}.`).update(body).digest();
    const isSigned = given !== '' && timingSafeEqual(signature, Buffer.from(given, 'hex'));
    return isSigned ? undefined : `signed with ${headers['portico-signature']}`;
  }
}

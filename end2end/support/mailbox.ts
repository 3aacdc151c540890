// A real SMTP server that keeps every message. It can be down or silent, refuse recipients, and require TLS and a
// password.
import { EventEmitter, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { Certificate } from './certificate';

export interface Message {
  to: string[];
  mail: ParsedMail;
  /** Whether the message came over TLS. */
  encrypted: boolean;
  /** The SMTP user; `undefined` if the client did not authenticate. */
  user: string | undefined;
  at: number;
}

export interface SmtpSecurity {
  certificate: Certificate;
  /** TLS from the first byte; otherwise STARTTLS. */
  fromTheStart: boolean;
  user: string;
  password: string;
}

/** What a message is about, recognised by its subject. */
export type Kind =
  'code' | 'new sign-in' | 'lockout' | 'already registered' | 'recovery' | 'confirm reset' | 'temporary password'
  | 'password changed' | 'email changed' | 'confirm address' | 'account closed'
  | 'account deactivated' | 'other';

const KINDS: [Kind, RegExp][] = [
  ['code', /^(\d{3})[ \u00a0](\d{3}) (is your code for|ist Ihr Code für) \S/],
  ['new sign-in', /^New sign-in to your account$/],
  ['lockout', /^Password sign-in is paused at \S/],
  ['recovery', /^Choose a new password for \S/],
  ['confirm reset', /^Confirm your password reset$/],
  ['temporary password', /^Your temporary password for \S/],
  ['password changed', /^Your password was changed$/],
  ['email changed', /^Your email address was changed$/],
  ['confirm address', /^Confirm your new email address$/],
  ['account closed', /^Your account was closed$/],
  ['account deactivated', /^Your account was deactivated$/],
  ['already registered', /^You already have an account at \S/],
];

export function kindOf(message: Message): Kind {
  const subject = message.mail.subject ?? '';
  return KINDS.find(([, words]) => words.test(subject))?.[0] ?? 'other';
}

/** The six digits in the text (not the subject) of a message with a code; otherwise `undefined`. */
export function codeIn(message: Message): string | undefined {
  if (kindOf(message) !== 'code') {
    return undefined;
  }
  const found = /(?<![\d.:/-])(\d{3})[ \u00a0]?(\d{3})(?![\d.:/-])/.exec(message.mail.text ?? '');
  return found ? `${found[1]}${found[2]}` : undefined;
}

export class Mailbox {
  readonly messages: Message[] = [];
  private readonly arrivals = new EventEmitter();
  private server: SMTPServer | undefined;
  private port = 0;
  private refusals: number[] = [];
  private silent = false;

  private constructor(private readonly security: SmtpSecurity | undefined) {}

  static async open(security?: SmtpSecurity): Promise<Mailbox> {
    const mailbox = new Mailbox(security);
    await mailbox.start();
    return mailbox;
  }

  /** The value for `PORTICO_SMTP_URL`. */
  get url(): string {
    if (!this.security) {
      return `smtp://127.0.0.1:${this.port}?tls=never`;
    }
    const place = `${this.security.user}:${this.security.password}@localhost:${this.port}`;
    return this.security.fromTheStart ? `smtps://${place}` : `smtp://${place}?tls=required`;
  }

  /** Starts to listen; after a stop, on the earlier port again. */
  async start(): Promise<void> {
    const server = new SMTPServer(this.options());
    // A client that disconnects halfway is no failure of the mailbox.
    server.on('error', () => undefined);
    server.listen(this.port, '127.0.0.1');
    await once(server.server, 'listening');
    this.port = (server.server.address() as AddressInfo).port;
    this.server = server;
  }

  /** Closes open connections. New ones are refused until the next start. */
  async stop(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    if (server) {
      await new Promise<void>((done) => server.close(() => done()));
    }
  }

  /** Accepts connections from now on, or no longer, without a word to any of them. */
  beSilent(silent: boolean): void {
    this.silent = silent;
  }

  /** Refuses the next recipients with these SMTP codes, one each, and then accepts again. */
  refuseNext(...codes: number[]): void {
    this.refusals.push(...codes);
  }

  messagesTo(address: string, kind?: Kind): Message[] {
    const toAddress = this.messages.filter((message) => message.to.includes(address));
    return kind ? toAddress.filter((message) => kindOf(message) === kind) : toAddress;
  }

  codesTo(address: string): string[] {
    return this.messagesTo(address).map(codeIn).filter((code) => code !== undefined);
  }

  /** Waits for the `nth` message of this kind to the address. Throws after `within` milliseconds. */
  async waitForMessageTo(address: string, nth = 1, within = 15_000, kind: Kind = 'code'): Promise<Message> {
    const signal = AbortSignal.timeout(within);
    for (;;) {
      const message = this.messagesTo(address, kind)[nth - 1];
      if (message) {
        return message;
      }
      await once(this.arrivals, 'message', { signal }).catch(() => {
        const got = this.messagesTo(address).map(({ mail }) => mail.subject);
        throw new Error(`No "${kind}" number ${nth} to ${address} within ${within} ms; got ${JSON.stringify(got)}`);
      });
    }
  }

  /** Waits for the `nth` message with a code to the address and returns its six digits. */
  async waitForCodeTo(address: string, nth = 1, within?: number): Promise<string> {
    const code = codeIn(await this.waitForMessageTo(address, nth, within));
    if (code === undefined) {
      throw new Error(`The message about a code to ${address} has none in its text`);
    }
    return code;
  }

  private options(): SMTPServerOptions {
    const security = this.security;
    return {
      // Milliseconds. Zero would mean the default of half a minute.
      closeTimeout: 1,
      disableReverseLookup: true,
      secure: security?.fromTheStart ?? false,
      ...(security ? { key: security.certificate.key, cert: security.certificate.cert } : {}),
      authOptional: !security,
      disabledCommands: security ? [] : ['STARTTLS', 'AUTH'],
      onConnect: (_session, callback) => {
        if (!this.silent) {
          callback();
        }
      },
      onAuth: (auth, _session, callback) => {
        const known = auth.username === security?.user && auth.password === security?.password;
        callback(known ? null : new Error('unknown user or password'), known ? { user: auth.username } : undefined);
      },
      onRcptTo: (_address, _session, callback) => {
        const responseCode = this.refusals.shift();
        callback(responseCode ? Object.assign(new Error('not now'), { responseCode }) : null);
      },
      onData: (stream, session, callback) => {
        simpleParser(stream).then((mail) => {
          this.messages.push({
            to: session.envelope.rcptTo.map(({ address }) => address),
            mail,
            encrypted: session.secure,
            user: session.user === undefined ? undefined : String(session.user),
            at: Date.now(),
          });
          this.arrivals.emit('message');
          callback();
        }, callback);
      },
    };
  }
}

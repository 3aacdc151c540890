// HTTP requests without a browser: any header, any body, nothing decoded, no redirect followed.
import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import type { Portico } from './portico';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface Question {
  method?: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Buffer;
}

export function ask(url: string, { method = 'GET', headers = {}, body }: Question = {}): Promise<Answer> {
  return new Promise((done, failed) => {
    const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
    const given = Object.entries({ ...length, ...headers }).filter(([, value]) => value !== undefined);
    const outgoing = request(url, { method, headers: Object.fromEntries(given), agent: false }, (incoming) => {
      const parts: Buffer[] = [];
      incoming.on('data', (part: Buffer) => parts.push(part));
      incoming.on('error', failed);
      incoming.on('end', () => {
        done({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(parts) });
        outgoing.destroy();
      });
    });
    outgoing.once('error', failed);
    if (headers.Expect) {
      // The body follows only when the server asks for it, so that a refusal by length arrives whole.
      outgoing.once('continue', () => outgoing.end(body));
      outgoing.flushHeaders();
    } else {
      outgoing.end(body);
    }
  });
}

/**
 * Posts fields as the client does, from the client address `from`. `headers` replace the usual ones; a header that is
 * `undefined` is left out.
 */
export function post(
  portico: Portico,
  path: string,
  fields: Record<string, string>,
  from: string,
  headers: OutgoingHttpHeaders = {},
): Promise<Answer> {
  return ask(portico.url + path, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      'Accept': 'application/json',
      'Origin': portico.url,
      'X-Forwarded-For': from,
      ...headers,
    },
    body: new URLSearchParams(fields).toString(),
  });
}

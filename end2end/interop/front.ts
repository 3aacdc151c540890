// Ends TLS in front of Portico, as a reverse proxy does. Real clients refuse an issuer without TLS.
import { once } from 'node:events';
import { request, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { makeCertificate } from '../support/certificate';

export class Front {
  /** Where Portico listens. */
  private behind = '';
  private readonly server: Server;

  private constructor(
    /** The certificate, which programs have to trust. */
    readonly certFile: string,
    key: string,
    cert: string,
  ) {
    this.server = createServer({ key, cert }, (incoming, outgoing) => this.forward(incoming, outgoing));
  }

  /** Listens on a free port. The certificate is kept in `folder`. */
  static async open(folder: string): Promise<Front> {
    const { certFile, key, cert } = makeCertificate(folder);
    const front = new Front(certFile, key, cert);
    front.server.listen(0, '127.0.0.1');
    await once(front.server, 'listening');
    return front;
  }

  get url(): string {
    return `https://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  leadTo(address: string): void {
    this.behind = address;
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method, headers, url } = incoming;
    const further = request(`http://${this.behind}${url}`, { method, headers, agent: false }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    further.once('error', () => outgoing.destroy());
    incoming.pipe(further);
  }
}

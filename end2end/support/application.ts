// An external application that sends its users to Portico to sign in. It answers every request with a greeting.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export class Application {
  /** Paths and queries of the requests, without those for the icon. */
  readonly visits: string[] = [];
  private readonly server: Server = createServer((request, response) => {
    if (request.url !== '/favicon.ico') {
      this.visits.push(request.url ?? '');
    }
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
    response.end('<!DOCTYPE html><html lang="en"><title>Elsewhere</title><h1>Welcome back</h1></html>');
  });

  static async open(): Promise<Application> {
    const application = new Application();
    application.server.listen(0, '127.0.0.1');
    await once(application.server, 'listening');
    return application;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}

// A port of this machine that nobody listens on, and that no outgoing connection will take meanwhile: below the range
// that systems choose those from (32768 and up on Linux).
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const [LOWEST, BEYOND] = [20_000, 30_000];

export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST, BEYOND);
    if (await isFree(port)) {
      return port;
    }
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

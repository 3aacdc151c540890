// A port of this machine that nobody listens on, that no outgoing connection will take meanwhile (below the range that
// systems choose those from: 32768 and up on Linux), and that no other worker of these tests chooses.
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const [LOWEST, BEYOND] = [20_000, 30_000];
const WORKERS = 16;
const WORKER = Number(process.env.TEST_PARALLEL_INDEX ?? 0) % WORKERS;
const given = new Set<number>();

export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST / WORKERS, BEYOND / WORKERS) * WORKERS + WORKER;
    if (!given.has(port) && (await isFree(port))) {
      given.add(port);
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

// Finds a free port on 127.0.0.1. No outgoing connection takes it in the meantime, because it is below the ephemeral
// ports (32768 and up on Linux), and no other worker of these tests chooses it.
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

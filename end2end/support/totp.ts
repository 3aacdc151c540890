// An authenticator app (RFC 6238) that uses the key from the page.
import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const PERIOD = 30_000;
/** Milliseconds; enough to type a code and submit it. */
const A_WHILE = 5_000;

export function appCode(key: string, at = Date.now()): string {
  const bits = [...key.replace(/\s/g, '')]
    .map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const bytes = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / PERIOD)));
  const digest = createHmac('sha1', bytes).update(step).digest();
  const offset = digest[19]! & 15;
  return ((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).toString().padStart(6, '0');
}

/** The code of the previous time step, which is still accepted. The code of the current step stays unused. */
export async function codeBefore(key: string): Promise<string> {
  const left = PERIOD - Date.now() % PERIOD;
  if (left < A_WHILE) {
    // Timers may fire a little early.
    await pause(left + 100);
  }
  return appCode(key, Date.now() - PERIOD);
}

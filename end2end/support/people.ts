// Addresses that nobody else in the run has.
import { randomBytes } from 'node:crypto';

export interface Person {
  email: string;
}

export function newEmail(who = 'member'): string {
  return `${who}-${randomBytes(5).toString('hex')}@codes.example`;
}

let clients = 0;

/** A client address of its own (198.18.0.0/15 is set aside for tests, RFC 2544). */
export function newClientAddress(): string {
  clients += 1;
  return `198.18.${Math.floor(clients / 250)}.${(clients % 250) + 1}`;
}

/** Six digits that are not `code`. */
export function wrong(code: string): string {
  return code.slice(0, 5) + ((Number(code[5]) + 1) % 10);
}

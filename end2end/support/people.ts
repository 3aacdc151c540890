// Email addresses, phone numbers and client addresses that no other test uses on the same server.
import { randomBytes, randomInt } from 'node:crypto';

export interface Person {
  email: string;
}

/** An account with every sign-in method of the preset `codes`. */
export interface Member extends Person {
  /** E.164; counts as verified. */
  phone: string;
  password: string;
}

/** Meets the password rules of every preset. */
export const PASSWORD = 'Harbour7-Lantern_Quill';

/** Never a right password: differs from `PASSWORD` in the case of one letter. */
export const WRONG_PASSWORD = 'Harbour7-lantern_Quill';

export function newEmail(who = 'member'): string {
  return `${who}-${randomBytes(5).toString('hex')}@codes.example`;
}

let clients = 0;

/** A new client address out of 198.18.0.0/15, which is reserved for tests (RFC 2544). */
export function newClientAddress(): string {
  clients += 1;
  return `198.18.${Math.floor(clients / 250)}.${(clients % 250) + 1}`;
}

/**
 * Area codes of the United States. Texts are rate-limited per block of a thousand neighbouring numbers. With so many
 * areas, no block gets more than a few.
 */
const AREAS = ['201', '202', '203', '205', '206', '207', '208', '209', '210', '212', '213', '214', '215', '216', '217',
  '218', '219', '224', '225', '228', '229', '231', '234', '239', '240', '248', '251', '252', '253', '254'];
const FIRST = randomInt(AREAS.length);

let phones = 0;

/** E.164. Has no subscriber: 555-0100 to 555-0199 are reserved for fiction. */
export function newPhone(): string {
  const area = AREAS[(FIRST + phones) % AREAS.length];
  const line = String(Math.floor(phones / AREAS.length) % 100).padStart(2, '0');
  phones += 1;
  return `+1${area}55501${line}`;
}

/** Six digits that differ from `code`. */
export function wrong(code: string): string {
  return code.slice(0, 5) + ((Number(code[5]) + 1) % 10);
}

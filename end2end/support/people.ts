// Addresses and numbers that nobody else in the run has.
import { randomBytes, randomInt } from 'node:crypto';

export interface Person {
  email: string;
}

/** Somebody with every way in that `codes` has. */
export interface Member extends Person {
  /** E.164, verified. */
  phone: string;
  password: string;
}

/** Good under every preset's rules. */
export const PASSWORD = 'Harbour7-Lantern_Quill';

/** Nobody's: differs from the right one in the case of a letter. */
export const WRONG_PASSWORD = 'Harbour7-lantern_Quill';

export function newEmail(who = 'member'): string {
  return `${who}-${randomBytes(5).toString('hex')}@codes.example`;
}

let clients = 0;

/** A client address of its own (198.18.0.0/15 is set aside for tests, RFC 2544). */
export function newClientAddress(): string {
  clients += 1;
  return `198.18.${Math.floor(clients / 250)}.${(clients % 250) + 1}`;
}

/** Of the United States: so many that no thousand of neighbouring numbers gets more than a few texts. */
const AREAS = ['201', '202', '203', '205', '206', '207', '208', '209', '210', '212', '213', '214', '215', '216', '217',
  '218', '219', '224', '225', '228', '229', '231', '234', '239', '240', '248', '251', '252', '253', '254'];
const FIRST = randomInt(AREAS.length);

let phones = 0;

/** E.164. Nobody's: 555-0100 to 555-0199 are kept for fiction. */
export function newPhone(): string {
  const area = AREAS[(FIRST + phones) % AREAS.length];
  const line = String(Math.floor(phones / AREAS.length) % 100).padStart(2, '0');
  phones += 1;
  return `+1${area}55501${line}`;
}

/** Six digits that are not `code`. */
export function wrong(code: string): string {
  return code.slice(0, 5) + ((Number(code[5]) + 1) % 10);
}

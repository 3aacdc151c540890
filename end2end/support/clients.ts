// Registers clients of OpenID Connect on the command line, as an operator does.
import type { Portico } from './portico';

export interface NewClient {
  organisation?: string;
  name: string;
  startAddress: string;
  redirectUri: string;
  /** Without a secret. */
  isPublic?: boolean;
  /** Further options of `portico application set`. */
  options?: string[];
}

export interface RegisteredClient {
  id: string;
  /** Empty if the client is public. */
  secret: string;
}

/** Registers an application that everyone of the organisation may enter, and its client. */
export async function registerClient(portico: Portico, client: NewClient): Promise<RegisteredClient> {
  const { organisation = 'codes', name, startAddress, redirectUri, isPublic = false, options = [] } = client;
  const made = await portico.command(['application', 'create', '--organisation', organisation, '--name', name,
    '--start-address', startAddress, '--redirect-uri', redirectUri, ...(isPublic ? ['--public'] : [])]);
  const printed = (pattern: RegExp) => pattern.exec(made)?.[1] ?? '';
  await portico.command(['application', 'set', '--organisation', organisation, printed(/created in \S+: (\S+)/),
    '--everyone', 'yes', ...options]);
  return { id: printed(/Client id: (\S+)/), secret: printed(/Client secret[^:]*: (\S+)/) };
}

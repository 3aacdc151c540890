// Makes a self-signed certificate for localhost with openssl, anew for each test, so that no key is stored.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificate {
  key: string;
  cert: string;
  /** The path of `cert`, for a client that has to trust it. */
  certFile: string;
}

const REQUEST = `
[req]
prompt = no
distinguished_name = name
x509_extensions = extensions
[name]
CN = localhost
[extensions]
basicConstraints = critical, CA:FALSE
subjectAltName = DNS:localhost, IP:127.0.0.1
extendedKeyUsage = serverAuth
`;

export function makeCertificate(folder: string): Certificate {
  const [request, keyFile, certFile] = ['request.cnf', 'key.pem', 'cert.pem'].map((name) => join(folder, name)) as
    [string, string, string];
  writeFileSync(request, REQUEST);
  execFileSync('openssl', ['req', '-x509', '-config', request, '-newkey', 'ec', '-pkeyopt',
    'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-keyout', keyFile, '-out', certFile], { stdio: 'pipe' });
  return { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(certFile, 'utf8'), certFile };
}

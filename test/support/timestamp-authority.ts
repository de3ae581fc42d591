import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface TimestampAuthority {
  readonly url: string;
  /** How it answers from now on. */
  misbehave: 'no' | 'status' | 'garbage' | 'replay' | 'silence';
  close(): Promise<void>;
}

/** A time-stamping authority on loopback: openssl's, behind a small HTTP server. */
export async function timestampAuthority(): Promise<TimestampAuthority> {
  const folder = mkdtempSync(path.join(tmpdir(), 'smile-tsa-'));
  const at = (name: string): string => path.join(folder, name);
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  writeFileSync(
    at('tsa.cnf'),
    `[req]\ndistinguished_name=dn\nx509_extensions=ext\nprompt=no\n[dn]\nCN=Loopback time stamps\n` +
      `[ext]\nextendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n` +
      `[tsa]\ndefault_tsa=one\n[one]\nserial=${at('serial')}\nsigner_cert=${at('cert.pem')}\nsigner_key=${at('key.pem')}\n` +
      `signer_digest=sha256\ndefault_policy=1.2.3.4\ndigests=sha256\nordering=no\ntsa_name=no\ness_cert_id_alg=sha256\n`,
  );
  writeFileSync(at('serial'), '01');
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'key.pem',
    '-out',
    'cert.pem',
    '-config',
    'tsa.cnf',
    '-days',
    '30',
  );

  let last: Buffer | undefined;
  const authority: TimestampAuthority = { url: '', misbehave: 'no', close };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (authority.misbehave === 'silence') return;
      if (authority.misbehave === 'status') return void response.writeHead(503).end('busy');
      if (authority.misbehave === 'garbage') return void response.end(Buffer.alloc(200_000, 1));
      if (authority.misbehave === 'replay') return void response.end(last);
      writeFileSync(at('request.tsq'), Buffer.concat(parts));
      openssl('ts', '-reply', '-config', 'tsa.cnf', '-queryfile', 'request.tsq', '-out', 'reply.tsr');
      last = readFileSync(at('reply.tsr'));
      response.end(last);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return Object.assign(authority, { url: `http://127.0.0.1:${port}/` });

  async function close(): Promise<void> {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  }
}

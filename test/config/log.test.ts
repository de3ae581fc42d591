import { expect } from 'chai';
import { makeLog } from '../../config/log.ts';
import { readSettings } from '../../config/settings.ts';

describe('the log', () => {
  it('writes one JSON object a line, at its level, and hides secrets and people', () => {
    const lines: string[] = [];
    const log = makeLog('api', 'info', { write: (line) => lines.push(line) });
    log.debug('not this');
    const settings = readSettings({
      DATABASE_URL: 'mysql://u:hush-1@h/db',
      SMTP_URL: 'smtp://u:hush-2@h',
      SMILE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
      OIDC_PROVIDERS: JSON.stringify([
        { id: 'a', name: { fr: 'a', en: 'a' }, issuer: 'https://a', clientId: 'a', clientSecret: 'hush-3' },
      ]),
    });
    log.info({ settings, person: { given: 'hush-4', email: 'hush-5' }, token: 'hush-6' }, 'started');
    log.info({ ...settings, req: { headers: { cookie: 'hush-7', authorization: 'hush-8' } } }, 'started');
    expect(lines).to.have.length(2);
    expect(JSON.parse(lines[0]!)).to.include({ name: 'api', msg: 'started' }).and.have.property('at');
    expect(lines.join('')).to.not.contain('hush-').and.not.contain('[7,7');
  });

  it('keeps values out of the errors of the database', () => {
    const lines: string[] = [];
    const parent = Object.assign(new Error("Duplicate entry 'hush@example.org'"), { sql: 'hush' });
    const error = Object.assign(new Error('Validation error'), { code: 'x', sql: 'hush', parent, original: parent });
    makeLog('api', 'info', { write: (line) => lines.push(line) }).error({ err: error }, 'failed');
    expect(lines[0]).to.contain('Validation error').and.not.contain('hush');
  });
});

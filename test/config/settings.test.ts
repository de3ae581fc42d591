import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { readSettings, SettingsError } from '../../config/settings.ts';

const problems = (env: Record<string, string>): readonly string[] => {
  try {
    readSettings(env);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
};
const provider = {
  id: 'caen',
  name: { fr: 'Université', en: 'University' },
  issuer: 'https://idp.example.org',
  clientId: 'smile',
  clientSecret: 'open-sesame',
};
const providers = (...list: object[]): Record<string, string> => ({ OIDC_PROVIDERS: JSON.stringify(list) });

describe('settings', () => {
  it('need nothing', () => {
    const settings = readSettings({ PATH: '/bin', DATABASE_URL: '' });
    expect(settings).to.include({ host: '127.0.0.1', port: 3000, url: 'http://127.0.0.1:3000', dev: false });
    expect(settings.data).to.equal(resolve('data'));
    expect(settings.databaseUrl).to.equal(`sqlite:${resolve('data/smile.sqlite')}`);
    expect(settings.masterKeyFile).to.equal(resolve('data/keys/master.key'));
    expect(settings.uploadLimit).to.equal(15 * 1024 * 1024);
  });

  it('follow the folder, the port and the public address', () => {
    const settings = readSettings({ SMILE_DATA: '/tmp/x', PORT: '8080', SMILE_URL: 'https://smile.example.org/' });
    expect(settings.databaseUrl).to.equal('sqlite:/tmp/x/smile.sqlite');
    expect(settings).to.include({ url: 'https://smile.example.org', mailFrom: 'SMILE <no-reply@smile.example.org>' });
    expect(readSettings({ DATABASE_URL: 'sqlite:./a.sqlite' }).databaseUrl).to.equal(`sqlite:${resolve('a.sqlite')}`);
  });

  it('gather mails and let people sleep, but show whoever tries SMILE each at once', () => {
    expect(readSettings({})).to.include({ mailGather: '09:30', mailQuiet: true });
    expect(readSettings({ SMILE_DEV: '1' })).to.include({ mailGather: null, mailQuiet: false });
    expect(readSettings({ MAIL_GATHER: 'off', MAIL_QUIET: 'off' })).to.include({ mailGather: null, mailQuiet: false });
    const asked = { SMILE_DEV: '1', MAIL_GATHER: '08:00', MAIL_QUIET: 'on' };
    expect(readSettings(asked)).to.include({ mailGather: '08:00', mailQuiet: true });
  });

  it('read keys and providers', () => {
    const key = Buffer.alloc(32, 9);
    const settings = readSettings({ SMILE_MASTER_KEY: key.toString('base64'), ...providers(provider) });
    expect(settings.masterKeys.map((one) => one.equals(key))).to.deep.equal([true]);
    expect(settings.oidcProviders).to.deep.equal([provider]);
  });

  it('name all that is wrong at once', () => {
    const found = problems({ PORT: '70000', TEMPORAL_ADDRESS: 'temporal', LOG_LEVEL: 'loud', SMTP_URL: 'mail' });
    expect(found).to.have.length(4);
    for (const name of ['PORT', 'TEMPORAL_ADDRESS', 'LOG_LEVEL', 'SMTP_URL']) {
      expect(
        found.some((problem) => problem.startsWith(`${name} must be`)),
        name,
      ).to.equal(true);
    }
  });

  for (const [name, value] of [
    ['DATABASE_URL', 'postgres://u:open-sesame@host/db'],
    ['DATABASE_URL', 'mysql://u:open-sesame@host'],
    ['DATABASE_URL', 'mysql://u:open-sesame@host/db?ssl=false'],
    ['DATABASE_URL', 'sqlite::memory:'],
    ['DATABASE_URL', 'sqlite:'],
    ['SMILE_URL', 'smile.example.org'],
    ['SMILE_URL', 'ftp://smile.example.org'],
    ['SMILE_URL', 'https://smile.example.org/path'],
    ['PORT', '3000.5'],
    ['PORT', '-1'],
    ['HOST', 'a b'],
    ['TEMPORAL_ADDRESS', '127.0.0.1:0'],
    ['TEMPORAL_NAMESPACE', 'a/b'],
    ['MAIL_FROM', 'not an address'],
    ['MAIL_FROM', 'a@b.c\r\nBcc: x@y.z'],
    ['MAIL_GATHER', '9:30'],
    ['MAIL_GATHER', '24:00'],
    ['MAIL_GATHER', 'on'],
    ['MAIL_QUIET', '21:00'],
    ['SMILE_MASTER_KEY', 'open-sesame'],
    ['SMILE_MASTER_KEY', Buffer.alloc(16).toString('base64')],
    ['OIDC_PROVIDERS', '{open-sesame'],
    ['OIDC_PROVIDERS', '{"clientSecret":"open-sesame"}'],
    ['CLAMD_ADDRESS', 'clamd'],
    ['TSA_URL', 'tsa'],
    ['NODE_ENV', 'prod'],
    ['SMILE_DEV', 'yes please'],
    ['UPLOAD_LIMIT_MIB', '0'],
    ['RATE_LIMIT', 'none'],
  ] as const) {
    it(`refuse ${name}=${JSON.stringify(value)}, without repeating it`, () => {
      const found = problems({ [name]: value });
      expect(found).to.have.length(1);
      expect(found[0])
        .to.match(new RegExp(`^${name} `))
        .and.not.contain('open-sesame');
    });
  }

  it('say where in the providers the fault is', () => {
    expect(problems(providers({ ...provider, issuer: 'http://idp.example.org' }))[0]).to.contain('(0.issuer)');
    expect(problems(providers({ ...provider, clientId: undefined }))[0]).to.contain('(0.clientId)');
    expect(problems(providers({ ...provider, scope: 'x' }))[0]).to.contain('not known');
    expect(problems(providers(provider, provider))[0]).to.contain('twice');
    expect(problems(providers({ ...provider, issuer: 'http://127.0.0.1:4000' }))).to.deep.equal([]);
  });

  it('refuse a name of ours that is none, with the nearest one', () => {
    expect(problems({ SMILE_DTA: 'x' })).to.deep.equal(['SMILE_DTA is not a setting; is it SMILE_DATA?']);
    expect(problems({ SMILE_MASTERKEY: 'open-sesame' })[0]).to.contain('SMILE_MASTER_KEY?');
    expect(problems({ SMILE_SOMETHING_ELSE_ENTIRELY: 'x' })[0]).to.match(/is not a setting\.$/);
    expect(problems({ DATA: 'x', SMILEY: ':)' })).to.deep.equal([]);
  });

  it('keep what is for one machine away from production and from other machines', () => {
    expect(problems({ SMILE_DEV: '1', NODE_ENV: 'production' })[0]).to.contain('SMILE_DEV');
    expect(problems({ SMILE_DEV: '1', HOST: '0.0.0.0' })[0]).to.contain('HOST');
  });

  it('want the keys in production', () => {
    const folder = mkdtempSync(join(tmpdir(), 'smile-settings-'));
    try {
      const env = { NODE_ENV: 'production', SMILE_DATA: folder };
      expect(problems(env).map((problem) => problem.split(' ')[0])).to.deep.equal([
        'SMILE_MASTER_KEY',
        'SEAL_KEY_FILE',
        'SEAL_CERT_FILE',
      ]);
      const seal = join(folder, 'seal');
      writeFileSync(seal, 'x');
      const key = Buffer.alloc(32, 1).toString('base64');
      expect(problems({ ...env, SEAL_KEY_FILE: seal, SEAL_CERT_FILE: seal, SMILE_MASTER_KEY: key })).to.deep.equal([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

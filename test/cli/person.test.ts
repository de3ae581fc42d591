import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { smile, type Ran } from './run.ts';

const PROVIDER = {
  id: 'example',
  name: { fr: 'Université', en: 'University' },
  issuer: 'https://login.example.org',
  clientId: 'smile',
  clientSecret: 'secret',
};

describe('smile person', function () {
  this.timeout(30_000);
  let data = '';
  const run = (...args: string[]): Promise<Ran> =>
    smile(['person', ...args], {
      SMILE_DATA: data,
      SMILE_URL: 'https://smile.example.org',
      OIDC_PROVIDERS: JSON.stringify([PROVIDER]),
    });
  async function json(...args: string[]): Promise<{ status: number | null; value: unknown }> {
    const { status, stdout } = await run(...args, '--json');
    return { status, value: JSON.parse(stdout) };
  }
  const alex = ['--institution', 'caen', '--email', 'alex.martin@example.org'];
  const admin = ['--role', 'administrator', '--unit', 'university'];
  const name = ['--given', 'Alex', '--family', 'Martin'];

  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'smile-person-'));
    expect((await smile(['institution', 'apply', 'institutions/caen'], { SMILE_DATA: data })).status).to.equal(0);
  });
  after(() => rm(data, { recursive: true, force: true }));

  it('makes the first administrator, once', async () => {
    const first = await json('grant', ...alex, ...admin, ...name);
    expect(first.status).to.equal(0);
    expect(first.value).to.deep.include({ made: true, added: true, changed: false });
    expect(first.value).to.deep.nested.include({
      'person.language': 'en',
      grant: { role: 'administrator', unit: 'university', from: null, until: null },
    });
    expect(await run('grant', ...alex, ...admin)).to.deep.equal({
      status: 0,
      stdout: 'Alex Martin (alex.martin@example.org) is administrator of university already.\n',
      stderr: '',
    });
    expect((await json('list', '--institution', 'caen')).value)
      .to.have.property('people')
      .with.length(1);
  });

  it('prints a link for the operator to pass on, with the login to open after it', async () => {
    const { status, stdout } = await run('link', ...alex);
    expect(status).to.equal(0);
    expect(stdout).to.match(/^ {2}https:\/\/smile\.example\.org\/link#[\w-]{43}$/m);
    expect(stdout).to.include('\n  https://smile.example.org/login/example?institution=caen&attach=1\n');
    const { value } = await json('link', ...alex);
    expect(value).to.include({ withdrawn: 1 });
    expect(value).to.have.nested.property('logins[0].provider', 'example');
  });

  it('lists who has which role, and takes it away', async () => {
    expect((await run('list', '--institution', 'caen')).stdout).to.equal(
      'Alex Martin (alex.martin@example.org): administrator of university; has not logged in yet\n',
    );
    expect((await json('signout', ...alex)).value).to.include({ ended: 0 });
    expect((await json('revoke', ...alex, ...admin)).value).to.include({ removed: true });
    const again = await json('revoke', ...alex, ...admin);
    expect(again).to.have.property('status', 0);
    expect(again.value).to.include({ removed: false });
    expect((await run('list', '--institution', 'caen')).stdout).to.include(': no role;');
  });

  it('lets somebody stand in for somebody else, and ends it', async () => {
    const until = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
    const both = ['--institution', 'caen', '--email', 'zoe@example.org', '--to', 'yan@example.org'];
    const registry = ['--role', 'registry', '--unit', 'university'];
    for (const [email, given] of [
      ['zoe@example.org', 'Zoé'],
      ['yan@example.org', 'Yan'],
    ] as const) {
      const who = ['--institution', 'caen', '--email', email, '--given', given, '--family', 'Petit'];
      expect((await json('grant', ...who, ...registry)).status).to.equal(0);
    }
    await json('revoke', '--institution', 'caen', '--email', 'yan@example.org', ...registry);
    const wish = [...both, '--role', 'registry', '--unit', 'sciences', '--until', until, '--reason', 'Leave'];
    const made = await json('delegate', ...wish);
    expect(made.value).to.deep.include({ added: true });
    expect((await json('delegate', ...wish)).value).to.deep.include({ added: false });
    const { delegation } = made.value as { delegation: { id: string; from: string } };
    const line = `Yan Petit stands in for Zoé Petit: registry of sciences from ${delegation.from} until ${until} (${delegation.id})`;
    expect((await run('list', '--institution', 'caen')).stdout).to.include(line);
    const refused = await json('delegate', ...wish.slice(0, -2), '--reason', ' ');
    expect(refused.value).to.have.nested.property('error.code', 'usage');
    const missing = await json('delegate', ...both, '--role', 'administrator', '--until', until, '--reason', 'Leave');
    expect(missing).to.have.nested.property('value.error.code', 'role-not-held');
    const which = ['--institution', 'caen', '--id', delegation.id];
    expect((await json('undelegate', ...which)).value).to.include({ ended: true });
    expect((await json('undelegate', ...which)).value).to.include({ ended: false });
    expect((await run('list', '--institution', 'caen')).stdout).not.to.include('stands in');
    await json('revoke', '--institution', 'caen', '--email', 'zoe@example.org', ...registry);
  });

  const wrong: Record<string, readonly [string[], string]> = {
    'somebody new without a name': [['--institution', 'caen', '--email', 'new@example.org', ...admin], 'name-missing'],
    'a role that is not there': [[...alex, '--role', 'admin', '--unit', 'university'], 'unknown-role'],
    'a unit that is not there': [[...alex, '--role', 'registry', '--unit', 'moon'], 'unknown-unit'],
    'the name of somebody else': [[...alex, ...admin, '--given', 'Eve', '--family', 'Martin'], 'other-name'],
    'an unknown institution': [
      ['--institution', 'nowhere', '--email', 'a@example.org', ...admin, ...name],
      'unknown-institution',
    ],
    'no address': [['--institution', 'caen', '--email', 'Alex Martin', ...admin, ...name], 'usage'],
    'half a name': [[...alex, ...admin, '--given', 'Alex'], 'usage'],
    'a name of two lines': [[...alex, ...admin, '--given', 'Al\nex', '--family', 'Martin'], 'usage'],
    'a language that the institution does not write': [[...alex, ...admin, '--language', 'tlh'], 'usage'],
    'a day that does not exist': [[...alex, ...admin, '--from', '2026-02-30'], 'usage'],
    'days in the wrong order': [[...alex, ...admin, '--from', '2026-09-02', '--until', '2026-09-01'], 'usage'],
  };
  for (const [what, [args, code]] of Object.entries(wrong))
    it(`refuses ${what}`, async () => {
      const refused = await json('grant', ...args);
      expect(refused.status).to.equal(1);
      expect(refused.value).to.have.nested.property('error.code', code);
    });

  it('wrote nothing for any of those, and has no link for who is not there', async () => {
    expect((await run('list', '--institution', 'caen')).stdout).to.equal(
      ['Alex Martin (alex.martin@example.org)', 'Yan Petit (yan@example.org)', 'Zoé Petit (zoe@example.org)']
        .map((who) => `${who}: no role; has not logged in yet\n`)
        .join(''),
    );
    const { status, value } = await json('link', '--institution', 'caen', '--email', 'nobody@example.org');
    expect(status).to.equal(1);
    expect(value).to.have.nested.property('error.code', 'unknown-person');
  });
});

import { expect } from 'chai';
import { isAmongStaff, withoutStaffWords } from '../../activities/mail/among-staff.ts';
import { load } from '../../db/records/read.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import type { Kind } from '../../domain/tasks/index.ts';
import { forEachDatabase } from '../support/database.ts';
import { small } from '../support/small.ts';
import { startApplication, type Application, type Caller } from './support/application.ts';
import { fileOn } from './support/on-procedure.ts';
import { can, ok } from './support/steps.ts';

const hidden = { visibility: 'staff', title: { en: 'Hidden thing', fr: 'Chose cachée' }, due: '20d', remind: ['3d'] };
const text = { field: 'words', type: 'text', label: { en: 'Hidden field' } };
const office = { by: 'international-officer', at: 'institution' };
const secret = (kind: Kind, more: object): Record<string, unknown> & { task: string; kind: Kind } => ({
  task: `secret-${kind}`,
  kind,
  ...hidden,
  ...more,
});
const procedure = small(
  [
    {
      task: 'later',
      kind: 'form',
      by: 'person',
      fields: [{ ...text, label: { en: 'Plain' } }],
      when: "secret_form.words == 'yes'",
      after: ['secret-form'],
    },
    secret('form', { by: 'international-officer', fields: [text] }),
    secret('approval', { chain: [{ step: 'secret-step', title: hidden.title, ...office, due: '9d' }] }),
    secret('attestation', { by: 'international-officer', fact: 'arrived' }),
    secret('message', { to: office, text: { en: 'Hidden message' }, answer: 'words' }),
    { task: 'open-to-all', kind: 'attestation', by: 'international-officer', fact: 'departed' },
  ],
  [{ ...secret('form', { by: 'international-officer', fields: [text] }), task: 'secret-last' }],
);

const TOLD = /secret|hidden thing|chose cachée|hidden field|hidden message/i;

describe('what staff keep among themselves', () => {
  it('is left out of mails to others, but for what waits for them; a reason of staff stays with staff', () => {
    const chain = { chain: [{ step: 'a', ...office }] };
    const of = small([secret('approval', chain), { task: 'shown', kind: 'approval', ...chain }]);
    const file = { status: 'open', tasks: {} } as Mobility;
    const issued = { template: 'document-issued', recipient: { to: 'person' }, task: 'secret-approval' } as const;
    expect(isAmongStaff(of, file, issued)).to.equal(true);
    expect(isAmongStaff(of, file, { ...issued, task: 'shown' })).to.equal(false);
    expect(isAmongStaff(of, file, { ...issued, recipient: { to: 'somebody', person: 'x' } })).to.equal(false);
    const mail = { template: 'refused', recipient: { to: 'person' }, words: 'Why' } as const;
    expect(withoutStaffWords(of, { ...mail, tasks: [hidden.title] })).to.not.have.property('words');
    expect(withoutStaffWords(of, { ...mail, tasks: [{ en: 'Title', fr: 'Titre' }] }).words).to.equal('Why');
  });

  forEachDatabase((_kind, database) => {
    let app: Application;
    before(async () => {
      app = await startApplication(database.db());
    });
    after(() => app.stop());

    const page = { accept: 'text/html' };
    /** Every answer that somebody may get about a file. */
    async function walk(caller: Caller, reference: string): Promise<Record<string, string>> {
      const paths = [
        `/api/mobilities/${reference}`,
        `/api/mobilities/${reference}/history?limit=100`,
        `/api/mobilities/${reference}/messages`,
        '/api/me',
        '/api/queue',
      ];
      const told: Record<string, string> = {};
      for (const path of paths) told[path] = ok(await caller.get(path)).text;
      for (const path of [`/mobilities/${reference}?lang=en`, `/mobilities/${reference}?lang=fr`, '/me'])
        told[path] = ok(await caller.get(path, page)).text;
      return told;
    }
    const tellsNothing = async (caller: Caller, reference: string): Promise<void> => {
      for (const [path, answer] of Object.entries(await walk(caller, reference)))
        expect(answer.match(TOLD)?.[0], `${path}: ${answer.slice(0, 3000)}`).to.equal(undefined);
    };

    it('is in no answer to the person, whatever happens in it', async () => {
      const { reference, caller } = await fileOn(app, procedure);
      const ines = await app.as('caen-ines');
      await tellsNothing(caller, reference);
      expect(ok(await ines.get(`/api/mobilities/${reference}`)).text)
        .to.match(TOLD)
        .and.include('"visibility":"staff"');
      const does = async (type: string, more: object, task: string): Promise<void> => {
        const { json } = ok(await ines.get(`/api/mobilities/${reference}`));
        const act = json.can.find((one) => one.type === type && one.task === task);
        ok(await ines.act(reference, { ...act, ...more }));
        await app.effects(reference);
        await tellsNothing(caller, reference);
      };
      await does('submit-form', { answers: { words: 'no' } }, 'secret-form');
      await does('move-deadline', { date: '2027-01-04', reason: 'Hidden thing' }, 'secret-message');
      await does(
        'reassign',
        { to: { role: 'head-of-office', at: 'institution' }, reason: 'Hidden thing' },
        'secret-message',
      );

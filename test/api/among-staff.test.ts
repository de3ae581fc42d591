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
      await does('decide-step', { decision: 'approve', reason: 'Hidden thing' }, 'secret-approval');
      await does('attest', { date: '2026-11-20' }, 'secret-attestation');
      const hugo = await app.as('caen-hugo');
      const answer = await can(hugo, reference, 'answer-message');
      ok(await hugo.act(reference, { ...answer, words: 'Hidden message' }));
      await tellsNothing(caller, reference);
      const history = ok(await ines.get(`/api/mobilities/${reference}/history?limit=100`)).text;
      expect(history).to.match(TOLD);
    });

    it('is named by nobody else: the answer is that of a task that does not exist', async () => {
      const { reference, caller } = await fileOn(app, procedure);
      const acts = (task: string): object[] => [
        { type: 'submit-form', task, version: 1, answers: {} },
        { type: 'decide-step', task, step: 'x', round: 1, decision: 'approve' },
        { type: 'add-document', task, document: 'x', file: '7f1b1c9e-0d0a-4c53-9a3f-0f6f7f2a9b11' },
        { type: 'remind', task },
        { type: 'begin-again', task, reason: 'x' },
        { type: 'reassign', task, to: { role: 'registry' }, reason: 'x' },
        { type: 'move-deadline', task, date: '2027-01-01', reason: 'x' },
      ];
      const plain = (text: string, task: string): string => text.replaceAll(task, 'TASK').replace(/urn:uuid:[^"]+/, '');
      const answer = async (act: object, task: string): Promise<string> =>
        plain((await caller.act(reference, act)).text, task);
      for (const [n, act] of acts('secret-form').entries())
        expect(await answer(act, 'secret-form'), JSON.stringify(act)).to.equal(
          await answer(acts('no-such-task')[n] ?? {}, 'no-such-task'),
        );
      const drafts = async (task: string): Promise<string> =>
        plain((await caller.get(`/api/mobilities/${reference}/drafts/${task}`)).text, task);
      expect(await drafts('secret-form')).to.equal(await drafts('no-such-task'));
    });

    it('is shown as far as it waits for the person: a question is asked and answered, and nothing else of it told', async () => {
      const { reference, caller } = await fileOn(app, procedure);
      const ines = await app.as('caen-ines');
      const decide = await can(ines, reference, 'decide-step');
      ok(await ines.act(reference, { ...decide, decision: 'ask', reason: 'Which level?' }));
      const answer = await can(caller, reference, 'answer-question');
      const view = ok(await caller.get(`/api/mobilities/${reference}`)).text;
      expect(view).to.include('Which level?').and.not.include('secret-form');
      expect(ok(await caller.get(`/mobilities/${reference}`, page)).text).to.include('Which level?');
      ok(await caller.act(reference, { ...answer, answer: 'B2' }));
      await tellsNothing(caller, reference);
      expect(ok(await caller.get(`/api/mobilities/${reference}/history?limit=100`)).text)
        .to.include('asks: Which level?')
        .and.include('answers: B2');
    });

    it('is nothing to a partner who decides beside it', async () => {
      const contact = { field: 'home', type: 'contact', label: { en: 'Home' }, required: true };
      const of = small(
        [{ task: 'details', kind: 'form', by: 'person', fields: [contact] }],
        [
          { task: 'approval', kind: 'approval', chain: [{ step: 'home', partner: 'details.home' }] },
          secret('form', { by: 'international-officer', fields: [text] }),
        ],
      );
      const { reference, caller } = await fileOn(app, of);
      const email = 'rui@porto.example';
      const submit = await can(caller, reference, 'submit-form');
      ok(await caller.act(reference, { ...submit, answers: { home: { name: 'Rui', email } } }));
      const partner = await app.partner({ reference, task: 'approval', item: 'home' }, email);
      for (const path of [`/api/mobilities/${reference}`, '/sign'])
        expect(ok(await partner.get(path, path === '/sign' ? page : {})).text).to.not.match(TOLD);
      expect((await load(app.db, app.keys, reference))?.state?.tasks['secret-form']?.status).to.equal('open');
    });
  });
});

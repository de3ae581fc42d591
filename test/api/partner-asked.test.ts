import { expect } from 'chai';
import { makeLink } from '../../db/identity/links.ts';
import { randomToken } from '../../db/identity/token.ts';
import type { Procedure } from '../../domain/process/procedure.ts';
import { forEachDatabase } from '../support/database.ts';
import { small } from '../support/small.ts';
import { startApplication, type Answer, type Application, type Caller } from './support/application.ts';
import { fieldsIn, fileOn, sendForm } from './support/on-procedure.ts';
import { can, ok } from './support/steps.ts';

const page = { accept: 'text/html' };
const email = 'rui@porto.example';
const contact = {
  task: 'details',
  kind: 'form' as const,
  by: 'person',
  fields: [{ field: 'home', type: 'contact', label: { en: 'Home' }, required: true }],
};
const office = { step: 'office', by: 'international-officer', at: 'institution' };
const ofPartner = { step: 'home', partner: 'details.home' };
const chain = (...steps: object[]): Procedure =>
  small(
    [contact],
    [
      {
        task: 'approval',
        kind: 'approval',
        title: { en: 'Leave to go', fr: 'Autorisation de partir' },
        help: { en: 'Is the student free to go?', fr: 'Peut-elle partir ?' },
        due: '10d',
        chain: steps,
      },
    ],
    [{ task: 'last', kind: 'attestation', by: 'registry', fact: 'arrived' }],
  );
const message = (answer: 'read' | 'words', more: object = {}): Procedure =>
  small(
    [contact],
    [
      {
        task: 'note',
        kind: 'message',
        title: { en: 'Grades', fr: 'Notes' },
        to: { partner: 'details.home' },
        text: { en: 'Which scale?\n\n<b>Say</b> it.', fr: 'Quel barème ?' },
        answer,
        ...more,
      },
    ],
    [{ task: 'last', kind: 'attestation', by: 'registry', fact: 'arrived' }],
  );

describe('a partner by their link, beside signing', () => {
  forEachDatabase((_kind, database) => {
    let app: Application;
    before(async () => {
      app = await startApplication(database.db());
    });
    after(() => app.stop());

    async function asked(procedure: Procedure): Promise<{ reference: string; caller: Caller }> {
      const file = await fileOn(app, procedure);
      const act = await can(file.caller, file.reference, 'submit-form');
      ok(await file.caller.act(file.reference, { ...act, answers: { home: { name: 'Rui Costa', email } } }));
      return file;
    }
    const bound = (reference: string, task = 'approval', item = 'home') => ({ reference, task, item });
    const open = async (reference: string, task = 'approval', item = 'home'): Promise<Answer> => {
      const token = randomToken();
      const expiresAt = new Date(app.now.getTime() + 60_000);
      const of = { ...bound(reference, task, item), token, institution: 'caen', email, expiresAt };
      await makeLink(app.db, { purpose: 'sign', ...of }, app.now);
      return app.anybody.post('/api/links', { token, name: 'Rui Costa' }, { origin: app.url });
    };
    const isDead = async (reference: string, task?: string, item?: string): Promise<void> => {
      expect((await open(reference, task, item)).json).to.include({ status: 410, code: 'link-invalid' });
    };

    it('approves on the page: what, for whom, from where, in both languages; the link is spent', async () => {
      const { reference } = await asked(chain(ofPartner, office));
      const partner = await app.partner(bound(reference), email);
      ok(await open(reference));
      const fr = ok(await partner.get('/sign?lang=fr', page)).text;
      expect(fr).to.include('Votre décision est attendue').and.include('Autorisation de partir');
      const en = ok(await partner.get('/sign?lang=en', page)).text;
      expect(en)
        .to.include('asks you to decide about “Leave to go” for Zoé Lima')
        .and.include('Universidade do Porto')
        .and.include('Is the student free to go?')
        .and.include('You decide as Rui Costa');
      const fields = fieldsIn(en, 'approve');
      expect((await sendForm(partner, '/sign', { ...fields, extra: '1' })).status).to.equal(422);
      expect((await sendForm(partner, '/sign', { ...fields, key: 'r', round: '2' })).status).to.equal(409);
      expect(
        (await sendForm(partner, '/sign', { ...fields, key: 's', decision: 'refuse', reason: ' ' })).status,
      ).to.equal(422);
      const done = await sendForm(partner, '/sign', fields);
      expect(done.headers.get('location')).to.equal('/sign?done=approved');
      expect((await sendForm(partner, '/sign', fields)).headers.get('location')).to.equal('/sign?done=approved');
      expect((await sendForm(partner, '/sign', { ...fields, key: 'again' })).status).to.be.oneOf([403, 409]);
      expect(ok(await partner.get('/sign?done=approved', page)).text)
        .to.include('Your approval is recorded')
        .and.not.include('<form method="post" action="/sign">');
      expect(ok(await partner.get('/sign', page)).text).to.include('nothing to do here any more');
      await isDead(reference);
      const ines = await app.as('caen-ines');
      expect((await can(ines, reference, 'decide-step'))['step']).to.equal('office');
      const { text } = ok(await ines.get(`/api/mobilities/${reference}/history`));
      expect(text).to.include('Rui Costa approved');
    });

    it('refuses with a reason; may neither send back nor ask, and sees nothing but their step', async () => {
      const { reference, caller } = await asked(chain(office, ofPartner));
      await isDead(reference);
      const ines = await app.as('caen-ines');
      const decide = await can(ines, reference, 'decide-step');
      ok(await ines.act(reference, { ...decide, decision: 'ask', reason: 'A secret question?' }));
      ok(
        await caller.act(reference, {
          ...(await can(caller, reference, 'answer-question')),
          answer: 'A secret answer',
        }),
      );
      ok(await ines.act(reference, { ...decide, decision: 'approve', reason: 'Secret reasons' }));
      const partner = await app.partner(bound(reference), email);
      const seen = ok(await partner.get(`/api/mobilities/${reference}`)).text;
      expect(seen)
        .to.include('"step":"home"')
        .and.not.match(/secret|"office"|caen-ines|homeCoordinator/i);
      const mine = await can(partner, reference, 'decide-step');
      for (const more of [
        { decision: 'send-back', to: 'details' },
        { decision: 'ask', reason: 'x' },
      ])
        expect((await partner.act(reference, { ...mine, reason: 'x', ...more })).json).to.include({ status: 403 });
      const fields = fieldsIn(ok(await partner.get('/sign', page)).text, 'refuse');
      const sent = await sendForm(partner, '/sign', { ...fields, reason: 'She has an exam <here>.' });
      expect(sent.headers.get('location')).to.equal('/sign?done=refused');
      expect(ok(await caller.get(`/mobilities/${reference}?lang=en`, page)).text)
        .to.include('She has an exam &lt;here&gt;.')
        .and.include('Closed: refused');
      await isDead(reference);
    });

    it('counts once where several decide, however often and however late it is sent', async () => {
      const both = { step: 'home', holders: [{ partner: 'details.home' }, { by: 'registry' }], need: 2 };
      const { reference } = await asked(chain(both, office));
      const [one, two] = [await app.partner(bound(reference), email), await app.partner(bound(reference), email)];
      expect(ok(await one.get('/sign', page)).text).to.include('all 2 of them; one refusal refuses');
      const act = { ...(await can(one, reference, 'decide-step')), decision: 'approve' };
      // Two links to the same step, neither spent yet.
      const answers = [await one.act(reference, act, 'first'), await two.act(reference, act, 'second')];
      expect(answers.map(({ status }) => status)).to.deep.equal([200, 403]);
      await isDead(reference);
      const view = ok(await (await app.as('caen-sophie')).get(`/api/mobilities/${reference}`)).json;
      expect(view.can.map(({ type }) => type)).to.include('decide-step');
    });

    it('reads a message and answers in words, or says that it was read', async () => {
      const { reference, caller } = await asked(message('words', { due: '5d', missed: { goOn: true } }));
      const partner = await app.partner(bound(reference, 'note', 'answer'), email);
      ok(await open(reference, 'note', 'answer'));
      await isDead(reference, 'note', 'home');
      const shown = ok(await partner.get('/sign?lang=en', page)).text;
      expect(shown)
        .to.include('<h1>Grades</h1>')
        .and.include('Which scale?')
        .and.include('&lt;b&gt;Say&lt;/b&gt;')
        .and.include('the file goes on without an answer');
      const fields = fieldsIn(shown, 'answer');
      expect((await sendForm(partner, '/sign', { ...fields, words: ' ' })).status).to.equal(422);
      const sent = await sendForm(partner, '/sign', { ...fields, words: '0 to 20 & more' });
      expect(sent.headers.get('location')).to.equal('/sign?done=answered');
      expect(ok(await partner.get('/sign?done=answered', page)).text).to.include('Your answer is recorded');
      await isDead(reference, 'note', 'answer');
      expect(ok(await caller.get(`/api/mobilities/${reference}/history`)).text).to.include('0 to 20 & more');

      const read = await asked(message('read'));
      const reader = await app.partner(bound(read.reference, 'note', 'answer'), email);
      const form = fieldsIn(ok(await reader.get('/sign', page)).text, 'read');
      expect((await sendForm(reader, '/sign', form)).headers.get('location')).to.equal('/sign?done=read');
    });

    it('keeps what was typed while nothing can be recorded, and looks again with the same key', async () => {
      const { reference } = await asked(message('words'));
      const partner = await app.partner(bound(reference, 'note', 'answer'), email);
      const form = fieldsIn(ok(await partner.get('/sign', page)).text, 'answer');
      const fields = { ...form, words: 'Two <lines>' };
      const real = app.send;
      try {
        app.send = () => Promise.resolve({ kind: 'pending' });
        const pending = await sendForm(partner, '/sign', fields);
        expect(pending.status).to.equal(202);
        expect(pending.text).to.include('Two &lt;lines&gt;').and.include(String(form['key']));
      } finally {
        app.send = real;
      }
      expect((await sendForm(partner, '/sign', fields)).headers.get('location')).to.equal('/sign?done=answered');
    });

    it('opens nothing after the deadline decided, after it was handed over, or when the round is another one', async () => {
      const late = await asked(chain({ ...ofPartner, due: '3d', missed: { decide: 'approve' } }, office));
      const before = await app.partner(bound(late.reference), email);
      const form = fieldsIn(ok(await before.get('/sign', page)).text, 'approve');
      const now = app.now;
      app.now = new Date(app.now.getTime() + 5 * 86_400_000);
      try {
        await tick(late.reference);
        await isDead(late.reference);
        const after = await app.partner(bound(late.reference), email);
        expect((await sendForm(after, '/sign', form)).status).to.equal(409);
        expect(ok(await after.get('/sign', page)).text).to.include('nothing to do here any more');

        const gone = await asked(chain({ ...ofPartner, due: '3d', missed: { handOver: 'registry' } }, office));
        app.now = new Date(app.now.getTime() + 5 * 86_400_000);
        await tick(gone.reference);
        const replaced = await app.partner(bound(gone.reference), email);
        await isDead(gone.reference);
        expect((await replaced.get('/sign', page)).status).to.equal(404);
      } finally {
        app.now = now;
      }

      const back = await asked(chain(ofPartner, office));
      const first = await app.partner(bound(back.reference), email);
      const old = fieldsIn(ok(await first.get('/sign', page)).text, 'approve');
      ok(
        await first.act(back.reference, { ...(await can(first, back.reference, 'decide-step')), decision: 'approve' }),
      );
      const ines = await app.as('caen-ines');
      const sends = { ...(await can(ines, back.reference, 'decide-step')), decision: 'send-back', to: 'details' };
      ok(await ines.act(back.reference, { ...sends, reason: 'Another contact' }));
      await isDead(back.reference);
      const again = await can(back.caller, back.reference, 'submit-form');
      ok(await back.caller.act(back.reference, { ...again, answers: { home: { name: 'Rui Costa', email } } }));
      // The new round asks by a new link; the used one does nothing, and what an old page has is of an old round.
      expect((await sendForm(first, '/sign', { ...old, key: 'new' })).status).to.equal(403);
      const fresh = await app.partner(bound(back.reference), email);
      expect((await sendForm(fresh, '/sign', { ...old, key: 'newer' })).status).to.equal(409);
      const form2 = fieldsIn(ok(await fresh.get('/sign', page)).text, 'approve');
      expect((await sendForm(fresh, '/sign', form2)).headers.get('location')).to.equal('/sign?done=approved');
    });

    /** What is due happens, as the worker's timer has it. */
    async function tick(reference: string): Promise<void> {
      for (let n = 0; n < 3; n += 1)
        await app.send(
          { institution: 'caen', reference },
          {
            id: null,
            bodyHash: '',
            actor: { kind: 'system', institution: 'caen' },
            act: { type: 'tick' },
            facts: {},
            notAfter: '9999-12-31T23:59:59.999Z',
          },
        );
    }
  });
});

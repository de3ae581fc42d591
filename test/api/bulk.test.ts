import { expect } from 'chai';
import { refuse } from '../../domain/refusal.ts';
import { TemporalUnreachable } from '../../workflows/send.ts';
import { forEachDatabase } from '../support/database.ts';
import { small } from '../support/small.ts';
import { startApplication, type Answer, type Application, type Caller } from './support/application.ts';
import { fileOn } from './support/on-procedure.ts';
import { can, ok } from './support/steps.ts';

interface Result {
  readonly reference: string;
  readonly status: string;
  readonly code?: string;
  readonly detail?: string;
  readonly rev?: number;
}

const office = { step: 'office', by: 'international-officer', at: 'institution' };
const procedure = small(
  [{ task: 'admission', kind: 'approval', chain: [office] }],
  [{ task: 'last', kind: 'attestation', by: 'registry', fact: 'arrived' }],
);
const approve = { type: 'decide-step', task: 'admission', step: 'office', round: 1, decision: 'approve' };

describe('a list of acts', () => {
  forEachDatabase((_kind, database) => {
    let app: Application;
    let ines: Caller;
    let keys = 0;
    before(async () => {
      app = await startApplication(database.db());
      ines = await app.as('caen-ines');
    });
    after(() => app.stop());

    const post = (caller: Caller, items: unknown, key = `list-${(keys += 1)}`, more = {}): Promise<Answer> =>
      caller.post('/api/acts', { items }, { 'idempotency-key': key, ...more });
    const resultsOf = (answer: Answer): readonly Result[] => ok(answer).json.items as unknown as readonly Result[];
    const statuses = (answer: Answer): string[] => resultsOf(answer).map(({ status }) => status);
    const some = async (n: number): Promise<string[]> => {
      const references: string[] = [];
      for (let i = 0; i < n; i += 1) references.push((await fileOn(app, procedure)).reference);
      return references;
    };

    it('does 200, each by itself: what is refused stops nothing, and the same list gets the same results', async function () {
      this.timeout(120_000);
      const files = await some(20);
      const items = Array.from({ length: 200 }, (_, n) => {
        const reference = files[n % 20] ?? '';
        if (n < 20) return { reference, act: approve };
        // Not there; nobody's; not right any more.
        if (n % 20 === 3) return { reference: `CAEN-2026-9${String(n).padStart(5, '0')}`, act: approve };
        return { reference, act: { ...approve, round: n % 3 === 0 ? 1 : 7 } };
      });
      let most = 0;
      let under = 0;
      const real = app.send;
      app.send = async (where, command) => {
        under += 1;
        most = Math.max(most, under);
        try {
          return await real(where, command);
        } finally {
          under -= 1;
        }
      };
      let first: Answer;
      try {
        first = await post(ines, items, 'two-hundred');
      } finally {
        app.send = real;
      }
      const results = resultsOf(first);
      expect(results.map(({ reference }) => reference)).to.deep.equal(items.map(({ reference }) => reference));
      expect(statuses(first).slice(0, 20)).to.deep.equal(Array.from({ length: 20 }, () => 'done'));
      expect(results[0]?.rev).to.be.a('number');
      expect(new Set(statuses(first).slice(20))).to.deep.equal(new Set(['refused']));
      expect(results[23]).to.include({ status: 'refused', code: 'not-found' });
      expect(results[21]).to.include({ code: 'task-not-open' }).and.have.property('detail');
      expect(most).to.be.greaterThan(1).and.at.most(8);

      const again = await post(ines, items, 'two-hundred');
      expect(again.text).to.equal(first.text);
    });

    it('keeps a refusal as the answer, also when it would be done by now', async () => {
      const { reference } = await fileOn(app, procedure);
      const sophie = await app.as('caen-sophie');
      const act = { type: 'attest', task: 'last', version: 1, date: '2026-11-20' };
      const real = app.send;
      // As the validator of a run does: it refuses, and nothing is written.
      app.send = () => Promise.resolve({ kind: 'refused', refusal: refuse('task-not-open', { task: 'last' }, 'task') });
      let first: Answer;
      try {
        first = await post(sophie, [{ reference, act }], 'early');
      } finally {
        app.send = real;
      }
      expect(resultsOf(first)[0]).to.include({ status: 'refused', code: 'task-not-open' });
      ok(await ines.act(reference, approve));
      const { version } = await can(sophie, reference, 'attest');
      const again = await post(sophie, [{ reference, act }], 'early');
      expect(again.text).to.equal(first.text);
      const other = await post(sophie, [{ reference, act: { ...act, version } }], 'early');
      expect(resultsOf(other)[0]).to.include({ status: 'refused', code: 'key-reused' });
      expect(statuses(await post(sophie, [{ reference, act: { ...act, version } }]))).to.deep.equal(['done']);
    });

    it('acts on one file in the order of the list; an item keeps its own key wherever it stands', async () => {
      const [one = '', two = ''] = await some(2);
      const ask = { ...approve, decision: 'ask', reason: 'Why?' };
      const items = [
        { reference: one, act: ask, key: 'a' },
        { reference: two, act: approve, key: 'b' },
        { reference: one, act: approve, key: 'c' },
      ];
      const first = resultsOf(await post(ines, items, 'ordered'));
      expect(first.map(({ status }) => status)).to.deep.equal(['done', 'done', 'done']);
      const again = resultsOf(await post(ines, items.toReversed(), 'ordered'));
      expect(again).to.deep.equal(first.toReversed());
    });

    it('says not yet while the worker or Temporal is away, and goes on when it is sent again', async () => {
      const files = await some(3);
      const items = files.map((reference) => ({ reference, act: approve }));
      const real = app.send;
      try {
        app.send = () => Promise.resolve({ kind: 'pending' });
        const pending = await post(ines, items, 'away');
        expect(resultsOf(pending).map(({ status, code }) => `${status} ${code ?? ''}`)).to.deep.equal(
          items.map(() => 'not-yet not-recorded'),
        );
        app.send = ({ reference }, command) =>
          reference === files[1]
            ? Promise.reject(new TemporalUnreachable('away'))
            : real({ institution: 'caen', reference }, command);
        const part = resultsOf(await post(ines, items, 'away', { 'accept-language': 'fr' }));
        expect(part.map(({ status }) => status)).to.deep.equal(['done', 'not-yet', 'done']);
        expect(part[1]).to.include({ code: 'temporal-unreachable' });
        expect(part[1]?.detail).to.include('Renvoyez');
      } finally {
        app.send = real;
      }
      expect(statuses(await post(ines, items, 'away'))).to.deep.equal(['done', 'done', 'done']);
    });

    it('is for staff, whose roles are asked of each file; the whole is refused when it is not right', async () => {
      const { reference, caller } = await fileOn(app, procedure);
      const item = { reference, act: approve };
      expect((await post(caller, [item])).json).to.include({ status: 403, code: 'forbidden' });
      expect((await post(app.anybody, [item])).status).to.equal(401);
      const partner = await app.partner({ reference, task: 'admission', item: 'office' }, 'rui@porto.example');
      expect((await post(partner, [item])).status).to.equal(403);
      expect(resultsOf(await post(await app.as('caen-marc'), [item]))[0]).to.include({ code: 'not-found' });
      expect(resultsOf(await post(await app.as('else-boss', 'elsewhere'), [item]))[0]).to.include({
        code: 'not-found',
      });
      expect((await ines.post('/api/acts', { items: [item] })).json).to.include({ code: 'idempotency-key-missing' });
      const long = Array.from({ length: 201 }, () => item);
      for (const wrong of [[], long, [item, { reference, act: { type: 'tick' } }], [{ ...item, more: 1 }]])
        expect((await post(ines, wrong)).json, JSON.stringify(wrong).slice(0, 80)).to.include({ status: 422 });
      expect(await can(ines, reference, 'decide-step')).to.include({ step: 'office' });
      const reasons = Array.from({ length: 200 }, () => ({ reference, act: { ...approve, reason: 'x'.repeat(1000) } }));
      expect(statuses(await post(ines, reasons)).slice(0, 2)).to.deep.equal(['done', 'refused']);
    });
  });
});

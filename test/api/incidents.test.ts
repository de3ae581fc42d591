import { expect } from 'chai';
import { execute } from '../../db/sql.ts';
import type { Act } from '../../domain/mobility/commands.ts';
import { hashOf } from '../../domain/hash.ts';
import { forEachDatabase } from '../support/database.ts';
import { grant, person } from './policy/cast.ts';
import { startApplication, type Application, type Caller } from './support/application.ts';
import { ok } from './support/steps.ts';

describe('the list of incidents', () => {
  forEachDatabase((_kind, database) => {
    let app: Application;
    let reference: string;
    before(async () => {
      app = await startApplication(database.db());
      ({ reference } = await app.student());
      const act: Act = { type: 'raise-incident', incident: 'one', code: 'mail-undelivered', text: 'A secret of Ana.' };
      const actor = { kind: 'system', institution: 'caen' } as const;
      const command = { id: null, bodyHash: hashOf(act), actor, act, facts: {}, notAfter: '9999-12-31T23:59:59.999Z' };
      expect(await app.send({ institution: 'caen', reference }, command)).to.include({ kind: 'done' });
      await person(app.db, 'caen', 'of-sciences');
      await grant(app.db, 'caen', 'of-sciences', 'international-officer', 'sciences');
    });
    after(() => app.stop());
    const listed = async (caller: Caller): Promise<string[]> =>
      ok(await caller.get('/api/incidents')).json.items.map((one) => one.reference);

    it('shows nothing by a wrong row: the file itself says who may repair it', async () => {
      const theirs = await app.as('of-sciences');
      expect(await listed(theirs)).to.deep.equal([]);
      await execute(
        app.db,
        `INSERT INTO file_units (reference, unit, institution, status, updated_at)
         SELECT reference, 'sciences', institution, status, updated_at FROM file_units WHERE reference = ?`,
        [reference],
      );
      const answer = ok(await theirs.get('/api/incidents'));
      expect(answer.json.items).to.deep.equal([]);
      expect(answer.text).not.to.include('secret').and.not.include(reference);
      expect(await listed(await app.as('caen-ines'))).to.deep.equal([reference]);
    });
  });
});

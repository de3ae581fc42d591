import { expect } from 'chai';
import { watchRoles, type Rounds } from '../../activities/nobody-holds/watch.ts';
import { execute, insert, select } from '../../db/sql.ts';
import type { Incident } from '../../domain/mobility/state.ts';
import { forEachDatabase } from '../support/database.ts';
import { openGround, type Ground } from '../support/ground.ts';
import { applyExample } from '../support/institutions.ts';
import { opened, type LiveFile } from '../support/live-file.ts';
import { birthOf, officer } from '../support/mobility.ts';
import { small } from '../support/small.ts';
import { temporalAddress } from '../support/temporal.ts';
import { grant, person } from '../api/policy/cast.ts';

const arrival = {
  ...small([
    { task: 'arrival', kind: 'attestation', title: { en: 'Arrival', fr: 'Arrivée' }, by: 'registry', fact: 'arrived' },
  ]),
  procedure: 'arriving',
};
const committee = {
  ...small([
    {
      task: 'admission',
      kind: 'approval',
      title: { en: 'Admission', fr: 'Admission' },
      chain: [{ step: 'board', by: 'programme-coordinator', of: 3, need: 2 }],
    },
  ]),
  procedure: 'admitting',
};

describe('roles that nobody holds any more', function () {
  this.timeout(120_000);

  forEachDatabase((_kind, database) => {
    let ground: Ground;
    let rounds: Rounds;
    const noted: string[] = [];
    before(async () => {
      ground = await openGround({ db: database.db(), address: await temporalAddress() });
      await ground.startWorkers();
      await applyExample(database.db(), 'caen');
    });
    after(() => ground.stop());
    beforeEach(async () => {
      rounds = new Map();
      await execute(database.db(), "DELETE FROM grants WHERE id NOT LIKE 'demo-%'");
    });

    const round = (now = new Date()): Promise<number> => {
      const { db, client, queue: taskQueue } = ground;
      const log = { warn: (...line: unknown[]) => void noted.push(JSON.stringify(line)) };
      return watchRoles({ db, client, log, now: () => now, options: { taskQueue } }, rounds);
    };
    const incidents = async (file: LiveFile): Promise<Readonly<Record<string, Incident>>> =>
      (await file.state()).incidents;
    const registry = async (): Promise<void> => {
      await execute(database.db(), "DELETE FROM grants WHERE role = 'registry'");
    };
    const toldRows = (): Promise<object[]> => select(database.db(), 'SELECT reference FROM told_nobody_holds');

    it('are an incident on the file, once, until somebody has them again', async () => {
      const file = await opened(ground, { procedure: arrival });
      expect(await round()).to.equal(0);
      expect(await incidents(file)).to.deep.equal({});
      const demo = await select<{ person: string; unit: string }>(
        database.db(),
        "SELECT person, unit FROM grants WHERE role = 'registry'",
      );
      await registry();
      expect(await round()).to.equal(1);
      const { 'nobody:registry:university': raised, ...others } = await incidents(file);
      expect(others).to.deep.equal({});
      expect(raised?.code).to.equal('nobody-holds');
      expect(raised?.text).to.match(
        /^“Arrival” waits for the role “.*” at “.*”, and nobody has it there\. Grant the role/,
      );
      expect(raised?.text).to.not.include('university');
      expect(await round()).to.equal(0);
      expect(await file.count('incident-raised')).to.equal(1);

      await person(database.db(), 'caen', `clerk-${file.reference}`);
      await grant(database.db(), 'caen', `clerk-${file.reference}`, 'registry', 'university');
      expect(await round()).to.equal(1);
      expect(await incidents(file)).to.deep.equal({});
      expect(await toldRows()).to.deep.equal([]);
      // Emptied once more, it is told once more.
      await registry();
      expect(await round()).to.equal(1);
      expect(Object.keys(await incidents(file))).to.deep.equal(['nobody:registry:university']);
      await file.accepted(officer, { type: 'withdraw', reason: 'Over' });
      expect(await round()).to.equal(1);
      expect(await incidents(file)).to.deep.equal({});
      for (const [n, one] of demo.entries())
        await insert(database.db(), 'grants', {
          id: `demo-again-${String(n)}`,
          institution: 'caen',
          role: 'registry',
          ...one,
          valid_from: null,
          valid_until: null,
        });
      expect(noted).to.deep.equal([]);
    });

    it('that staff said is settled is not told again while nothing changed', async () => {
      const file = await opened(ground, { procedure: arrival });
      await execute(database.db(), "UPDATE grants SET valid_until = '2020-01-01' WHERE role = 'registry'");
      expect(await round()).to.equal(1);
      await file.accepted(officer, {
        type: 'resolve-incident',
        incident: 'nobody:registry:university',
        reason: 'Known',
      });
      expect(await round()).to.equal(0);
      expect(await incidents(file)).to.deep.equal({});
      await execute(database.db(), "UPDATE grants SET valid_until = NULL WHERE role = 'registry'");
      await round();
      expect(await toldRows()).to.deep.equal([]);
    });

    it('but by the person in mobility, are held by nobody in their file', async () => {
      await person(database.db(), 'caen', 'student-clerk');
      await execute(database.db(), "UPDATE grants SET valid_until = '2020-01-01' WHERE role = 'registry'");
      await grant(database.db(), 'caen', 'student-clerk', 'registry', 'university');
      const birth = birthOf(arrival);
      const own = await opened(ground, {
        procedure: arrival,
        birth: { ...birth, person: { ...birth.person, id: 'student-clerk' } },
      });
      const other = await opened(ground, { procedure: arrival });
      expect(await round()).to.equal(1);
      expect(Object.keys(await incidents(own))).to.deep.equal(['nobody:registry:university']);
      expect(await incidents(other)).to.deep.equal({});
      await execute(database.db(), "UPDATE grants SET valid_until = NULL WHERE role = 'registry'");
      expect(await round()).to.equal(1);
      expect(await incidents(own)).to.deep.equal({});
    });

    it('of people who were chosen for a step: an incident when none of them is left', async () => {
      const members = ['amy', 'ben', 'cat'];
      for (const one of members) {
        await person(database.db(), 'caen', one);
        await grant(database.db(), 'caen', one, 'programme-coordinator', 'university');
      }
      const file = await opened(ground, { procedure: committee });
      await file.until((s) => Object.keys(s.effects).length === 0 && s.rev > 3, 'its members');
      expect(await round()).to.equal(0);
      const without = (...names: string[]): Promise<number> =>
        execute(database.db(), 'DELETE FROM grants WHERE person IN (?)', [names]);
      await without('amy', 'ben');
      expect(await round()).to.equal(0);
      await without('cat');
      expect(await round()).to.equal(1);
      const { 'nobody-left:admission:board': raised } = await incidents(file);
      expect(raised?.text).to.match(/^“Admission” waits for people who were chosen for their role “/);
      await grant(database.db(), 'caen', 'ben', 'programme-coordinator', 'university');
      expect(await round()).to.equal(1);
      expect(await incidents(file)).to.deep.equal({});
    });
  });
});

import { expect } from 'chai';
import { inTransaction } from '../../db/connect.ts';
import { publishProcedure } from '../../db/records/procedures.ts';
import type { Act } from '../../domain/mobility/commands.ts';
import type { Procedure, ProcedurePin } from '../../domain/process/procedure.ts';
import { forEachDatabase } from '../support/database.ts';
import { openGround, type Ground } from '../support/ground.ts';
import { opened, type LiveFile } from '../support/live-file.ts';
import { staff, student } from '../support/mobility.ts';
import { small } from '../support/small.ts';
import { temporalAddress } from '../support/temporal.ts';

const form = (task: string) => ({
  task,
  kind: 'form' as const,
  by: 'person',
  fields: [{ field: 'a', type: 'text', label: { en: 'A' } }],
});
const administrator = staff('alex', 'administrator', ['university'], { permissions: ['see-files', 'administer'] });
const first: Procedure = { ...small([form('details'), form('old')], [form('later')]), procedure: 'migrating' };
const second: Procedure = { ...small([form('details'), form('new')], [form('later')]), procedure: 'migrating' };

describe('a file that goes to another version of its procedure', function () {
  this.timeout(60_000);

  forEachDatabase((_kind, database) => {
    let ground: Ground;
    let pins: readonly [ProcedurePin, ProcedurePin];
    before(async () => {
      ground = await openGround({ db: database.db(), address: await temporalAddress() });
      await ground.startWorkers();
    });
    after(() => ground.stop());

    it('follows it at once, also in a run that begins anew, and goes back', async () => {
      const file = await opened(ground, { procedure: first });
      pins = await published(ground, first, second);
      const migrate: Act = { type: 'migrate', version: pins[1].version, reason: 'The rules of 2027' };
      await file.accepted(administrator, migrate, { target: { pin: pins[1] } });
      expect(open(await file.state())).to.deep.equal(['details', 'new']);
      // A run that loses its memory reads the version that the file follows.
      await file.handle.terminate('to begin anew');
      await file.wake();
      await file.accepted(administrator, { type: 'migrate-back', reason: 'Too early' });
      expect(open(await file.state())).to.deep.equal(['details', 'old']);
      await fill(file, 'old');
      expect(await refusal(file, { type: 'migrate-back', reason: 'x' })).to.equal('too-late-to-go-back');
      await file.accepted(administrator, migrate, { target: { pin: pins[1] } });
      await fill(file, 'new');
      await fill(file, 'details');
      await fill(file, 'later');
      expect((await file.state()).outcome).to.equal('completed');
    });

    it('keeps its version when there is none of that number', async () => {
      const file = await opened(ground, { procedure: first });
      expect(await refusal(file, { type: 'migrate', version: 99, reason: 'x' })).to.equal('not-found');
    });
  });
});

const open = ({ tasks }: Awaited<ReturnType<LiveFile['state']>>): string[] =>
  Object.values(tasks)
    .filter((t) => t.status === 'open')
    .map((t) => t.task)
    .sort();

async function fill(file: LiveFile, task: string): Promise<void> {
  const { tasks } = await file.state();
  await file.accepted(student, { type: 'submit-form', task, version: tasks[task]?.version ?? 0, answers: {} });
}

async function refusal(file: LiveFile, act: Act): Promise<string> {
  const sent = await file.send(administrator, act);
  return sent.kind === 'refused' ? sent.refusal.code : sent.kind;
}

async function published(
  { db }: Ground,
  ...[one, two]: readonly [Procedure, Procedure]
): Promise<readonly [ProcedurePin, ProcedurePin]> {
  const pinOf = async (procedure: Procedure): Promise<ProcedurePin> =>
    (await inTransaction(db, (tx) => publishProcedure(tx, 'caen', procedure, '', new Date().toISOString(), null))).pin;
  return [await pinOf(one), await pinOf(two)];
}

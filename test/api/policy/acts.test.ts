import { expect } from 'chai';
import { publicAct } from '../../../domain/mobility/acts.schema.ts';
import type { SystemAct } from '../../../domain/mobility/commands.ts';
import { openStage, type Stage } from './stage.ts';
import { column, tableOf } from './table.ts';
import { insidersIn, tryActs } from './try-acts.ts';

const acts = tableOf('Acts');
const insiders = insidersIn(acts);
const outsiders = tableOf('Everybody else');
/** A kind of act that is missing here does not compile. */
const onlySystem: Readonly<Record<SystemAct['type'], true>> = {
  create: true,
  tick: true,
  'effect-succeeded': true,
  'effect-failed': true,
  'mail-undelivered': true,
  'raise-incident': true,
  erase: true,
};

describe('who may do what: acts', () => {
  let stage: Stage;
  before(async function () {
    this.timeout(120_000);
    stage = await openStage();
  });
  after(() => stage.stop());

  it('names every act that there is, and no other', () => {
    const all = publicAct.options.map(({ shape }) => shape.type.value);
    const tried = [...acts, ...tableOf('Acts where faculties decide')].map((row) => column(row, 'Act'));
    expect([...new Set(tried)].sort()).to.deep.equal([...new Set(all)].sort());
    expect(
      tableOf('What only the system does')
        .map((row) => column(row, 'Act'))
        .sort(),
    ).to.deep.equal(Object.keys(onlySystem).sort());
  });

  it('names everybody in each table', () => {
    const all = [...insiders, ...outsiders.map((row) => column(row, 'Who'))].sort();
    expect(all).to.deep.equal([...stage.names].sort());
    expect(
      tableOf('Who is tried')
        .map((row) => column(row, 'Who'))
        .sort(),
    ).to.deep.equal(all);
  });

  tryActs(acts, outsiders, () => stage);

  it('nobody sends what only the system does', async function () {
    this.timeout(60_000);
    await stage.moments.to('something odd was noticed');
    const rev = await stage.moments.rev();
    const [effect = ''] = Object.keys((await stage.moments.state()).effects);
    const bodies: Readonly<Record<SystemAct['type'], object>> = {
      create: { reference: stage.reference, institution: 'caen', birth: {} },
      tick: {},
      'effect-succeeded': {
        effect,
        result: { kind: 'render-certificate', document: 'x', name: 'x', sha256: 'x', size: 1 },
      },
      'effect-failed': { effect, code: 'x', message: 'x' },
      'mail-undelivered': { effect, code: 'x', message: 'x' },
      'raise-incident': { incident: 'mine', code: 'x', text: 'x' },
      erase: {},
    };
    for (const [type, body] of Object.entries(bodies))
      for (const who of stage.names) {
        const { caller, during } = await stage.as(who);
        const answer = await during(() => caller.act(stage.reference, { type, ...body }));
        expect(`${answer.status} ${answer.json.code}`, `${type} by ${who}`).to.equal('422 invalid-input');
      }
    expect(await stage.moments.rev()).to.equal(rev);
  });
});

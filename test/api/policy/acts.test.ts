import { expect } from 'chai';
import { publicAct } from '../../../domain/mobility/acts.schema.ts';
import type { SystemAct } from '../../../domain/mobility/commands.ts';
import type { Answer } from '../support/application.ts';
import { can } from '../support/steps.ts';
import { filled } from './moments.ts';
import { openStage, type Stage } from './stage.ts';
import { column, tableOf, wordFor, type Row } from './table.ts';

const acts = tableOf('Acts');
const insiders = Object.keys(acts[0] ?? {}).slice(2);
const outsiders = tableOf('Everybody else');
/** A kind of act that is missing here does not compile. */
const onlySystem: Readonly<Record<SystemAct['type'], true>> = {
  create: true,
  tick: true,
  'effect-succeeded': true,
  'effect-failed': true,
  'mail-undelivered': true,
  'raise-incident': true,
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
    expect([...new Set(acts.map((row) => column(row, 'Act')))].sort()).to.deep.equal([...new Set(all)].sort());
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

  /** Somebody for whom the row says yes. */
  const rightOne = (row: Row): string => {
    const found = insiders.find((who) => column(row, who) === 'yes');
    if (found === undefined) throw new Error(`Nobody may ${column(row, 'Act')}.`);
    return found;
  };

  /** The act, as the right one finds it in the view of the file, with the rest filled in. */
  const actOf = async (row: Row): Promise<Record<string, unknown>> => {
    const type = column(row, 'Act');
    const { caller, during } = await stage.as(rightOne(row));
    const found = await during(() => can(caller, stage.reference, type));
    const results =
      type === 'enter-results'
        ? Object.values((await stage.moments.state()).tasks).flatMap((t) =>
            t.kind === 'grades' ? t.data.components.map(({ code, term }) => ({ code, term, status: 'absent' })) : [],
          )
        : undefined;
    const file = type === 'add-document' ? await stage.moments.upload() : undefined;
    return {
      ...found,
      ...filled[type],
      ...(results === undefined ? {} : { results }),
      ...(file === undefined ? {} : { file }),
    };
  };

  const sent = async (who: string, act: unknown): Promise<Answer> => {
    const { caller, during } = await stage.as(who);
    return during(() => caller.act(stage.reference, act));
  };

  for (const [n, row] of acts.entries())
    it(`${column(row, 'Act')} when ${column(row, 'When')} (row ${n + 1})`, async function () {
      this.timeout(120_000);
      const moment = column(row, 'When');
      await stage.moments.to(moment);
      const act = await actOf(row);
      const rev = await stage.moments.rev();
      const wrong: string[] = [];
      const expected = [
        ...insiders.map((who) => [who, column(row, who)] as const),
        ...outsiders.map((one) => [column(one, 'Who'), column(one, 'Anything of the file')] as const),
      ];
      for (const [who, word] of expected) {
        const offered = await isOffered(who, act);
        const answer = await sent(who, act);
        const got = wordFor(word, answer);
        if (got !== word) wrong.push(`${who}: ${got} instead of ${word}. ${answer.text.slice(0, 200)}`);
        if (offered !== (word === 'yes')) wrong.push(`${who}: the view of the file offers it: ${String(offered)}`);
        if ((await stage.moments.rev()) === rev) {
          if (got === 'yes') wrong.push(`${who}: done, and nothing was recorded`);
          continue;
        }
        if (got !== 'yes') wrong.push(`${who}: refused, and yet something was recorded`);
        await stage.moments.to(moment);
      }
      expect(wrong).to.deep.equal([]);
    });

  /** Whether the view of the file says that this very act may be sent. */
  async function isOffered(who: string, act: Record<string, unknown>): Promise<boolean> {
    const { caller, during } = await stage.as(who);
    const { status, json } = await during(() => caller.get(`/api/mobilities/${stage.reference}`));
    if (status !== 200) return false;
    const named = ['type', 'task', 'document', 'step', 'signer', 'effect', 'incident'] as const;
    return json.can.some((one) => named.every((name) => name === 'document' || one[name] === act[name]));
  }

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
    };
    for (const [type, body] of Object.entries(bodies))
      for (const who of stage.names) {
        const answer = await sent(who, { type, ...body });
        expect(`${answer.status} ${answer.json.code}`, `${type} by ${who}`).to.equal('422 invalid-input');
      }
    expect(await stage.moments.rev()).to.equal(rev);
  });
});

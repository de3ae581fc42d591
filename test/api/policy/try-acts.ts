import { expect } from 'chai';
import type { Answer } from '../support/application.ts';
import { can } from '../support/steps.ts';
import type { Cast } from './cast.ts';
import type { Moments } from './moments.ts';
import { column, wordFor, type Row } from './table.ts';

/** What a table of acts is tried on. */
export interface ActStage extends Cast {
  readonly reference: string;
  readonly moments: Moments;
  readonly filled: Readonly<Record<string, object>>;
}

/** What an act names; who may not do it on one document may on none, so the document counts only for who may. */
const NAMED = ['type', 'task', 'step', 'signer', 'effect', 'incident'];

/** Whose columns a table of acts has. */
export const insidersIn = (rows: readonly Row[]): readonly string[] => Object.keys(rows[0] ?? {}).slice(2);

/** Tries every row as everybody: who is within the file by the cells, everybody else by one word for all acts. */
export function tryActs(acts: readonly Row[], outsiders: readonly Row[], stageOf: () => ActStage): void {
  const insiders = insidersIn(acts);

  /** Somebody for whom the row says yes. */
  const rightOne = (row: Row): string => {
    const found = insiders.find((who) => column(row, who) === 'yes');
    if (found === undefined) throw new Error(`Nobody may ${column(row, 'Act')}.`);
    return found;
  };

  /** The act, as the right one finds it in the view of the file, with the rest filled in. */
  const actOf = async (row: Row): Promise<Record<string, unknown>> => {
    const type = column(row, 'Act');
    const { caller, during } = await stageOf().as(rightOne(row));
    const found = await during(() => can(caller, stageOf().reference, type));
    const results =
      type === 'enter-results'
        ? Object.values((await stageOf().moments.state()).tasks).flatMap((t) =>
            t.kind === 'grades' ? t.data.components.map(({ code, term }) => ({ code, term, status: 'absent' })) : [],
          )
        : undefined;
    const file = type === 'add-document' ? await stageOf().moments.upload() : undefined;
    return {
      ...found,
      ...stageOf().filled[type],
      ...(results === undefined ? {} : { results }),
      ...(file === undefined ? {} : { file }),
    };
  };

  const sent = async (who: string, act: unknown): Promise<Answer> => {
    const { caller, during } = await stageOf().as(who);
    return during(() => caller.act(stageOf().reference, act));
  };

  for (const [n, row] of acts.entries())
    it(`${column(row, 'Act')} when ${column(row, 'When')} (row ${n + 1})`, async function () {
      this.timeout(120_000);
      const moment = column(row, 'When');
      await stageOf().moments.to(moment);
      const act = await actOf(row);
      const rev = await stageOf().moments.rev();
      const wrong: string[] = [];
      const expected = [
        ...insiders.map((who) => [who, column(row, who)] as const),
        ...outsiders.map((one) => [column(one, 'Who'), column(one, 'Anything of the file')] as const),
      ];
      for (const [who, word] of expected) {
        const offered = await isOffered(who, act, word === 'yes' ? [...NAMED, 'document'] : NAMED);
        const answer = await sent(who, act);
        const got = wordFor(word, answer);
        if (got !== word) wrong.push(`${who}: ${got} instead of ${word}. ${answer.text.slice(0, 200)}`);
        if (offered !== (word === 'yes')) wrong.push(`${who}: the view of the file offers it: ${String(offered)}`);
        if ((await stageOf().moments.rev()) === rev) {
          if (got === 'yes') wrong.push(`${who}: done, and nothing was recorded`);
          continue;
        }
        if (got !== 'yes') wrong.push(`${who}: refused, and yet something was recorded`);
        await stageOf().moments.to(moment);
      }
      expect(wrong).to.deep.equal([]);
    });

  /** Whether the view of the file says that this act may be sent, by what it names. */
  async function isOffered(who: string, act: Record<string, unknown>, named: readonly string[]): Promise<boolean> {
    const { caller, during } = await stageOf().as(who);
    const { status, json } = await during(() => caller.get(`/api/mobilities/${stageOf().reference}`));
    if (status !== 200) return false;
    return json.can.some((one: Record<string, unknown>) => named.every((name) => one[name] === act[name]));
  }
}

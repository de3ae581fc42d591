import { z } from 'zod';
import { may } from '../../../domain/authority/may.ts';
import type { Actor } from '../../../domain/authority/actor.ts';
import type { Reference, Text } from '../../../domain/ids.ts';
import { migrationPlan } from '../../../domain/mobility/migration-plan.ts';
import { own } from '../../../domain/mobility/own.ts';
import { taskOf, type Procedure } from '../../../domain/process/procedure.ts';
import { refuse } from '../../../domain/refusal.ts';
import { procedureByHash, publishedVersion } from '../../../db/records/procedures.ts';
import { problemOfRefusal } from '../../problem.ts';
import type { ApiDeps } from '../deps.ts';
import { openFile, type OpenFile } from '../mobility/file.ts';
import { civilDate, text } from '../schemas.ts';

const task = z.object({ task: z.string(), title: text });

/** What another version would change in one file. */
export const planSchema = z.object({
  from: z.number().int().describe('The version that the file follows'),
  to: z.number().int(),
  vanish: z.array(task).describe('Tasks that the file had, and that are no more'),
  appear: z.array(task).describe('Tasks that are to come'),
  reopen: z.array(task).describe('Open tasks that are asked otherwise: they open anew, with what was given so far'),
  dates: z.array(task.extend({ item: z.string().optional(), from: civilDate, to: civilDate })),
  back: z
    .object({ version: z.number().int() })
    .nullable()
    .describe('The file changed its version, and may still go back to this one'),
});
export type ShownPlan = z.infer<typeof planSchema>;

/** A file that somebody may move to another version. @throws Problem */
export async function movable(deps: ApiDeps, actor: Actor, reference: Reference): Promise<OpenFile> {
  const file = await openFile(deps, actor, reference);
  const refused = may(actor, 'administer', file.state);
  if (refused !== undefined) throw problemOfRefusal(refused);
  return file;
}

/** What a version of its procedure would change in a file, with titles. @throws Problem as the act would be refused */
export async function planFor(
  { db, now }: Pick<ApiDeps, 'db' | 'now'>,
  { state, procedure: from }: OpenFile,
  version: number,
): Promise<ShownPlan> {
  if (state.status === 'closed') throw problemOfRefusal(refuse('mobility-closed'));
  const pin = await publishedVersion(db, state.institution, state.procedure.id, version);
  if (pin === undefined) throw problemOfRefusal(refuse('not-found', {}, 'version'));
  if (pin.hash === state.procedure.hash)
    throw problemOfRefusal(refuse('not-ready', { why: 'the file follows it already' }, 'version'));
  const to = await procedureByHash(db, pin.hash);
  const plan = migrationPlan(state, from, to, now().toISOString());
  const named = (name: string): { task: string; title: Text } => ({ task: name, title: titleOf(name, to, from) });
  return {
    from: state.procedure.version,
    to: version,
    vanish: plan.vanish.map(named),
    appear: plan.appear.map(named),
    reopen: plan.reopen.map(named),
    dates: plan.dates.map(({ clock, ...dates }) => {
      const about = own(state.clocks, clock);
      return {
        ...named(about?.task ?? clock),
        ...(about?.item === undefined ? {} : { item: about.item }),
        ...dates,
      };
    }),
    back: state.migrated === undefined ? null : { version: state.migrated.from.version },
  };
}

const titleOf = (task: string, ...procedures: readonly Procedure[]): Text =>
  procedures.map((procedure) => taskOf(procedure, task)?.title).find((title) => title !== undefined) ?? {};

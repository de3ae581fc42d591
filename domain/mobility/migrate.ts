import type { Procedure, ProcedurePin } from '../process/procedure.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { dueOn, moveClock } from './clocks.ts';
import type { Act, Command, Facts, MigrateAct } from './commands.ts';
import type { Deciding } from './deciding.ts';
import { migrationPlan } from './migration-plan.ts';
import type { Mobility } from './state.ts';
import { timedPart } from './timed-part.ts';

export const isMigration = (act: Act): act is MigrateAct => act.type === 'migrate' || act.type === 'migrate-back';

/** The version that an act asks the file to go to: whoever decides must read it first. */
export function versionAsked(
  { act, facts }: Pick<Command, 'act' | 'facts'>,
  state: Mobility | null,
): ProcedurePin | undefined {
  if (act.type === 'migrate') return facts.target?.pin;
  return act.type === 'migrate-back' ? state?.migrated?.from : undefined;
}

/** The version under which a migration is decided: the one that the file goes to. */
export function targetOf(act: MigrateAct, state: Mobility | null, { target }: Facts): Procedure | Refusal {
  if (act.type === 'migrate-back' && state?.migrated === undefined) return refuse('too-late-to-go-back');
  return target?.procedure ?? refuse('not-found', {}, 'version');
}

/**
 * Lets a file follow another version of its procedure, or the one that it followed before as long as nothing new was
 * done. Who may was asked before.
 * @param deciding under the version that it goes to
 * @param from the version that it follows
 */
export function migrate(deciding: Deciding, act: MigrateAct, from: Procedure): Refusal | undefined {
  if (act.reason.trim() === '') return refuse('reason-missing', {}, 'reason');
  const { status, procedure, migrated } = deciding.state();
  if (status === 'closed') return refuse('mobility-closed');
  const pin = deciding.facts.target?.pin;
  if (act.type === 'migrate-back') {
    if (migrated === undefined || pin?.hash !== migrated.from.hash) return refuse('not-found');
    deciding.record({ type: 'migration-undone', to: migrated.from, reason: act.reason });
    return undefined;
  }
  if (pin?.version !== act.version || pin.id !== procedure.id) return refuse('not-found', {}, 'version');
  if (pin.hash === procedure.hash) return refuse('not-ready', { why: 'the file follows it already' }, 'version');
  forward(deciding, pin, from, act.reason);
  return undefined;
}

function forward(deciding: Deciding, to: ProcedurePin, from: Procedure, reason: string): void {
  const plan = migrationPlan(deciding.state(), from, deciding.procedure, deciding.at);
  const { office } = deciding.procedure;
  deciding.record({ type: 'procedure-migrated', to, office, vanished: plan.vanish, reopened: plan.reopen, reason });
  for (const { clock, to: date } of plan.dates) {
    const about = deciding.state().clocks[clock];
    if (about === undefined) continue;
    const due = dueOn(deciding.state().calendar, date);
    moveClock(deciding, clock, due, timedPart(deciding.procedure, about) ?? {}, { because: 'migrated' });
  }
}

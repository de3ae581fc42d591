import type { LifeAct, ProgressAct } from '../mobility/commands.ts';
import type { Mobility } from '../mobility/state.ts';
import { waitForStay } from '../mobility/waits.ts';
import { taskOf, type LifeRule, type Procedure } from '../process/procedure.ts';
import { stayRules } from '../process/stay-rules.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import type { ActiveGrant, Actor, Permission } from './actor.ts';
import { byGrant, granted } from './may-act.ts';
import { grantsOn, holds, may, permitting, unitsOf } from './may.ts';

type May = { readonly grant?: ActiveGrant } | Refusal;

/** Whether the actor may change the whole mobility so: by the procedure where it says who, else by permission. */
export function mayChangeLife(procedure: Procedure, file: Mobility, actor: Actor, act: LifeAct): May {
  switch (act.type) {
    case 'withdraw':
      if (procedure.withdraw !== undefined) return listed(actor, file, procedure.withdraw.by);
      return isOwn(actor, file) ? {} : having(actor, 'withdraw', file);
    case 'change-stay':
      if (isWhatWasAsked(file, act) && holdsAsked(actor, file))
        return granted(actor, file.stayAsked?.holders ?? [], file);
      return every(stayRules(procedure, file.stay, act), ({ rule }) => byRule(actor, file, rule, 'change-stay'));
    case 'ask-stay':
      return every(stayRules(procedure, file.stay, act), ({ rule }) =>
        rule === undefined ? mayAsk(actor, file) : listed(actor, file, [...(rule.ask ?? []), ...rule.by]),
      );
    case 'refuse-stay': {
      const asked = waitForStay(file);
      if (asked === undefined) return having(actor, 'change-stay', file);
      const held = holds(actor, asked.holders, file, { task: asked.task });
      return held === undefined ? granted(actor, asked.holders, file) : having(actor, 'change-stay', file);
    }
    case 'reopen':
      return having(actor, 'reopen', file);
  }
}

/** Whoever decides about other dates may say yes to them. */
const isWhatWasAsked = ({ stayAsked }: Mobility, { start, end }: { start: string; end: string }): boolean =>
  stayAsked?.start === start && stayAsked.end === end;

const holdsAsked = (actor: Actor, file: Mobility): boolean => {
  const asked = waitForStay(file);
  return asked !== undefined && holds(actor, asked.holders, file, { task: asked.task }) === undefined;
};

/** Whether the actor may change how a task runs. */
export function mayChangeProgress(procedure: Procedure, file: Mobility, actor: Actor, act: ProgressAct): May {
  switch (act.type) {
    case 'begin-again': {
      const repeat = taskOf(procedure, act.task)?.repeat;
      return repeat === undefined
        ? refuse('not-repeatable', { task: act.task }, 'task')
        : listed(actor, file, repeat.by);
    }
    case 'reassign':
      return having(actor, 'reassign', file);
    case 'move-deadline':
      return having(actor, 'move-deadlines', file);
    case 'remind':
      return isOwn(actor, file) ? {} : having(actor, 'message', file);
  }
}

const isOwn = (actor: Actor, file: Mobility): boolean => actor.kind === 'person' && actor.person === file.person.id;

const having = (actor: Actor, permission: Permission, file: Mobility): May =>
  may(actor, permission, file) ?? byGrant(permitting(actor, permission, file));

const byRule = (actor: Actor, file: Mobility, rule: LifeRule | undefined, permission: Permission): May =>
  rule === undefined ? having(actor, permission, file) : listed(actor, file, rule.by);

/** Where the procedure does not say who may ask, the person may: staff decide. */
const mayAsk = (actor: Actor, file: Mobility): May => (isOwn(actor, file) ? {} : having(actor, 'change-stay', file));

/** Whether the actor is one of those whom a procedure names, by role at a unit of the file or as its person. */
function listed(actor: Actor, file: Mobility, by: readonly string[]): May {
  if (isOwn(actor, file)) return by.includes('person') ? {} : refuse('own-file');
  const units = unitsOf(file);
  const grant = grantsOn(actor, file.person.id).find(
    (g) => by.includes(g.role) && units.some((unit) => g.units.includes(unit)),
  );
  return grant === undefined ? refuse('forbidden') : { grant };
}

/** All of them must allow it; nothing to ask is a matter of the permission. */
function every<T>(rules: readonly T[], ask: (rule: T) => May): May {
  const answers = rules.map(ask);
  return answers.find(isRefusal) ?? answers[0] ?? {};
}

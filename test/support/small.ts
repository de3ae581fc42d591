import type { Actor } from '../../domain/authority/actor.ts';
import type { Act, Facts } from '../../domain/mobility/commands.ts';
import { decide, type Decision } from '../../domain/mobility/decide.ts';
import type { MailRequest } from '../../domain/mobility/mail.ts';
import type { Procedure } from '../../domain/process/procedure.ts';
import { procedureSchema } from '../../domain/process/schema.ts';
import { isRefusal, type Refusal } from '../../domain/refusal.ts';
import type { Kind, TaskOf } from '../../domain/tasks/index.ts';
import { isOf } from '../../domain/tasks/index.ts';
import { born, stateOf } from './journey.ts';
import type { Driven } from './mobility.ts';

const title = { en: 'Title', fr: 'Titre' };
type Spec = Readonly<Record<string, unknown>> & { readonly task: string; readonly kind: Kind };

/** A procedure of a few tasks, each list a stage; titles are filled in. */
export const small = (...stages: readonly (readonly Spec[])[]): Procedure =>
  procedureSchema.parse({
    procedure: 'small',
    title,
    for: 'student',
    office: 'international-officer',
    stages: stages.map((tasks, n) => ({
      stage: `stage-${String(n)}`,
      title,
      tasks: tasks.map((task) => ({ title, ...task })),
    })),
  });

/** A mobility just born on a procedure of a few tasks. */
export const opened = (...stages: readonly (readonly Spec[])[]): Driven => born(small(...stages));

/** What would be decided; nothing is applied, and the act need not be JSON. */
export const tried = (driven: Driven, actor: Actor, act: Act, facts: Facts = {}): Refusal | Decision =>
  decide(
    driven.procedure,
    driven.state,
    { id: null, bodyHash: '', actor, act, facts, notAfter: driven.now },
    driven.now,
  );

/** The code of the refusal and where the fault is, like `wrong-answer answers/phone`; fails when it was accepted or left a trace. */
export function refused(driven: Driven, actor: Actor, act: Act, facts: Facts = {}): string {
  const before = JSON.stringify(driven.state);
  const decision = tried(driven, actor, act, facts);
  if (!isRefusal(decision))
    throw new Error(`${act.type} was accepted: ${decision.events.map((e) => e.event.type).join(', ')}`);
  if (JSON.stringify(driven.state) !== before) throw new Error('a refusal changed the state');
  return decision.field === undefined ? decision.code : `${decision.code} ${decision.field}`;
}

/** A task of the mobility, which must be of this kind. */
export function taskIn<K extends Kind>(driven: Driven, id: string, kind: K): TaskOf<K> {
  const task = stateOf(driven).tasks[id];
  if (task === undefined || !isOf(task, kind)) throw new Error(`no ${kind} called ${id}`);
  return task;
}

/** Mails asked for so far with this template. */
export const mails = (driven: Driven, template?: MailRequest['template']): readonly Omit<MailRequest, 'asked'>[] =>
  driven.effects.flatMap(({ request }) => {
    if (request.kind !== 'mail' || (template !== undefined && request.mail.template !== template)) return [];
    const { asked: _, ...mail } = request.mail;
    return [mail];
  });

/** Types of the events so far, from one number on. */
export const types = (driven: Driven, from = 0): readonly string[] =>
  driven.events.slice(from).map((e) => e.event.type);

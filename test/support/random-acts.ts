import type { Actor, ActiveGrant } from '../../domain/authority/actor.ts';
import { permissions } from '../../domain/authority/actor.ts';
import { publicAct, type PublicAct } from '../../domain/mobility/acts.schema.ts';
import type { Act, Facts } from '../../domain/mobility/commands.ts';
import type { EffectResult } from '../../domain/mobility/effects.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import { waitsOf } from '../../domain/mobility/waits.ts';
import { taskOf, tasksOf, type Procedure } from '../../domain/process/procedure.ts';
import type { Task } from '../../domain/tasks/index.ts';
import type { Wait } from '../../domain/tasks/kind.ts';
import type { Dice } from './dice.ts';
import { madeUp } from './effects.ts';
import { courses, scale } from './journey.ts';
import { student, system, type Driven } from './mobility.ts';

export interface Try {
  readonly actor: Actor;
  readonly act: Act;
  readonly facts: Facts;
}

const allRoles = ['international-officer', 'programme-coordinator', 'registry', 'head-of-office'];
const allUnits = ['university', 'sciences', 'languages'];
const grantsOf = (
  roles: readonly string[],
  units: readonly string[],
  more: Partial<ActiveGrant> = {},
): readonly ActiveGrant[] => roles.map((role) => ({ role, permissions: [...permissions], units, ...more }));
const member = (person: string, grants: readonly ActiveGrant[], institution = 'caen'): Actor => ({
  kind: 'person',
  institution,
  person,
  name: person,
  identified: 'demo',
  grants,
});

const all = grantsOf(allRoles, allUnits);
const ben = member('ben', all);
export const people: readonly [Actor, ...Actor[]] = [
  student,
  member('amy', all),
  ben,
  member('cat', all),
  member('coordinator', grantsOf(['programme-coordinator'], ['sciences'])),
  member('dan', grantsOf(allRoles, allUnits, { onBehalfOf: { person: 'amy', name: 'Amy' } })),
  member('eve', grantsOf(allRoles, allUnits, { onBehalfOf: { person: 'student-1', name: 'Ana Silva' } })),
  member('student-1', all),
  member('student-2', []),
  member('amy', all, 'lyon'),
];

/** Something that somebody might try next: mostly what is asked for, often not, sometimes by the wrong one. */
export function randomTry(dice: Dice, driven: Driven, state: Mobility): Try {
  const roll = dice.int(100);
  if (state.status === 'closed' && roll < 60)
    return {
      actor: dice.oneIn(4) ? anybody(dice, state) : ben,
      act: edge(dice, lifeAct(dice, driven.procedure, state)),
      facts: {},
    };
  const running = Object.values(state.effects).some((e) => e.status === 'running');
  if (roll < (running ? 22 : 5)) return effectTry(dice, driven, state);
  if (roll < 26)
    return { actor: anybody(dice, state), act: edge(dice, lifeAct(dice, driven.procedure, state)), facts: {} };
  if (roll < 30)
    return { actor: dice.oneIn(2) ? ben : anybody(dice, state), act: edge(dice, repairAct(dice, state)), facts: {} };
  const wait = dice.anyOf(waitsOf(state));
  const task = wait === undefined ? dice.anyOf(Object.values(state.tasks)) : state.tasks[wait.task];
  if (task === undefined) return { actor: system, act: { type: 'tick' }, facts: {} };
  const wanted = taskAct(dice, driven, state, task, wait?.item);
  const act = edge(dice, wanted);
  const actor = wait === undefined || dice.oneIn(7) ? anybody(dice, state) : holderOf(dice, state, wait);
  return { actor, act, facts: factsFor(dice, act) };
}

/** The act as the edge lets it in; now and then with one thing in it changed to something hostile. */
function edge(dice: Dice, act: PublicAct): PublicAct {
  if (!dice.oneIn(5)) return act;
  const parsed = publicAct.safeParse(altered(dice, act));
  return parsed.success ? parsed.data : act;
}

const hostile = [
  '',
  ' ',
  'constructor',
  'toString',
  '__proto__',
  '\ud800',
  '\u0000',
  'a'.repeat(300),
  '0001-01-01',
  '9999-12-31',
  '2026-02-30',
  'é\u0301',
  '<b>',
  '0'.repeat(64),
  'details',
  'task-0-0',
] as const;
function altered(dice: Dice, value: unknown): unknown {
  if (typeof value === 'string') return dice.pick(hostile);
  if (typeof value === 'number') return dice.pick([-1, 0, 1, 1e9, 0.5, value + 1]);
  if (typeof value === 'boolean') return !value;
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    if (dice.oneIn(3)) return dice.oneIn(2) ? [] : [...list, ...list];
    const at = dice.int(list.length);
    return list.map((one, n) => (n === at ? altered(dice, one) : one));
  }
  if (typeof value !== 'object' || value === null) return null;
  const keys = Object.keys(value).filter((k) => k !== 'type');
  const key = dice.anyOf(keys);
  if (dice.oneIn(6)) return Object.fromEntries(Object.entries(value).filter(([k]) => k !== key));
  return Object.fromEntries(
    Object.entries(value).map(([k, one]): [string, unknown] => [k, k === key ? altered(dice, one) : one]),
  );
}

function anybody(dice: Dice, state: Mobility): Actor {
  if (!dice.oneIn(6)) return dice.pick(people);
  return {
    ...partnerFor(state, dice.anyOf(waitsOf(state))),
    ...(dice.oneIn(3) ? { email: 'other@porto.example' } : {}),
  };
}

function holderOf(dice: Dice, state: Mobility, wait: Wait): Actor {
  const holder = dice.anyOf(wait.holders);
  if (holder?.by === 'person') return student;
  if (holder?.by === 'member')
    return people.find((one) => one.kind === 'person' && one.person === holder.person) ?? ben;
  return holder?.by === 'partner' ? partnerFor(state, wait) : (people[1 + dice.int(5)] ?? student);
}

function partnerFor(state: Mobility, wait: Wait | undefined): Actor & { kind: 'partner' } {
  const holder = wait?.holders.find((h) => h.by === 'partner');
  return {
    kind: 'partner',
    institution: 'caen',
    name: holder?.by === 'partner' ? holder.name : 'Rui',
    email: holder?.by === 'partner' ? holder.email : 'rui@porto.example',
    identified: 'one-time-link',
    bound: { reference: state.reference, task: wait?.task ?? 'nothing', item: wait?.item ?? 'nothing' },
  };
}

const uuid = (dice: Dice): string => `00000000-0000-4000-8000-${String(dice.int(1_000_000)).padStart(12, '0')}`;
const date = (dice: Dice): string =>
  dice.pick([
    '2026-02-01',
    '2026-09-01',
    '2026-10-10',
    '2027-02-01',
    '2027-06-30',
    '2027-09-01',
    '2000-01-01',
    '2199-12-31',
  ]);
const reasonOr = (dice: Dice): string => (dice.oneIn(8) ? ' ' : 'Because.');

function lifeAct(dice: Dice, procedure: Procedure, state: Mobility): PublicAct {
  const reason = reasonOr(dice);
  const to = dice.anyOf([...tasksOf(procedure).map((t) => t.task), 'constructor']);
  if (state.status === 'closed')
    return { type: 'reopen', reason, ...(to === undefined || dice.oneIn(3) ? {} : { to }) };
  if (dice.oneIn(3)) return progressAct(dice, procedure, state);
  if (dice.oneIn(4)) return { type: 'withdraw', reason };
  if (dice.oneIn(4)) return { type: 'ask-stay', start: date(dice), end: date(dice), reason };
  if (dice.oneIn(6)) return { type: 'refuse-stay', reason };
  if (dice.oneIn(4)) return { type: 'reopen', reason, ...(to === undefined ? {} : { to }) };
  return { type: 'change-stay', start: date(dice), end: date(dice), reason };
}

function repairAct(dice: Dice, state: Mobility): PublicAct {
  const reason = reasonOr(dice);
  const effect = dice.anyOf([...Object.keys(state.effects), '__proto__', 'constructor']) ?? '';
  const incident = dice.anyOf([...Object.keys(state.incidents), '__proto__', 'constructor']) ?? '';
  return dice.pick<PublicAct>([
    { type: 'retry-effect', effect, reason },
    { type: 'skip-effect', effect, reason },
    { type: 'resolve-incident', incident, reason },
  ]);
}

function effectTry(dice: Dice, driven: Driven, state: Mobility): Try {
  const asked = dice.anyOf(driven.effects);
  const running = dice.anyOf(Object.values(state.effects).filter((e) => e.status === 'running'));
  const by = (act: Act): Try => ({ actor: dice.oneIn(12) ? anybody(dice, state) : system, act, facts: {} });
  const effect = running === undefined || dice.oneIn(6) ? (asked?.effect ?? 'constructor') : running.effect;
  const request = driven.effects.find((e) => e.effect === effect)?.request;
  if (dice.oneIn(15))
    return by({
      type: 'raise-incident',
      incident: dice.pick(['a', 'b', 'constructor']),
      code: 'odd',
      text: 'Odd \ud800.',
    });
  if (request?.kind === 'mail' || request === undefined)
    return by({ type: 'mail-undelivered', effect, code: 'refused', message: 'No such box \ud800.' });
  if (dice.oneIn(3)) return by({ type: 'effect-failed', effect, code: 'down', message: 'It is down \ud800.' });
  return by({ type: 'effect-succeeded', effect, result: resultOf(dice, request) });
}

function resultOf(dice: Dice, request: Parameters<typeof madeUp>[0]): EffectResult {
  const result = madeUp(request);
  if (result.kind !== 'inspect-document' || !dice.oneIn(4)) return result;
  return {
    kind: result.kind,
    document: result.document,
    file: result.file,
    ok: false,
    code: 'encrypted',
    reason: { en: 'It is encrypted.' },
  };
}

function factsFor(dice: Dice, act: Act): Facts {
  if (dice.oneIn(12)) return {};
  if (act.type === 'submit-agreement') return { agreement: courses };
  if (act.type === 'enter-results')
    return dice.oneIn(3)
      ? {}
      : {
          grading: {
            host: scale('fr', ['16', '12', '10']),
            ...(dice.oneIn(2) ? {} : { home: scale('pt', ['20', '10']) }),
          },
        };
  if (act.type === 'reassign') return { person: { person: 'cat', name: 'Cat' } };
  if (act.type === 'add-document')
    return { file: { document: act.file, sha256: 'a'.repeat(64), size: 10, name: 'x\ud800' } };
  return {};
}

function taskAct(dice: Dice, driven: Driven, state: Mobility, task: Task, item: string | undefined): PublicAct {
  const on = { task: task.task };
  const reason = reasonOr(dice);
  switch (task.kind) {
    case 'form': {
      const definition = taskOf(driven.procedure, task.task);
      const fields = definition?.kind === 'form' ? definition.fields : [];
      return {
        type: 'submit-form',
        ...on,
        version: task.version,
        answers: Object.fromEntries(fields.map((f) => [f.field, answer(dice, f.type, f.choices?.[0]?.value)])),
      };
    }
    case 'documents': {
      const document = item ?? dice.anyOf(Object.keys(task.data.items)) ?? 'passport';
      const file = task.data.items[document]?.files.at(-1);
      if (file?.status !== 'to-review' || dice.oneIn(5))
        return { type: 'add-document', ...on, document, file: uuid(dice) };
      return {
        type: 'review-document',
        ...on,
        document,
        file: file.document,
        decision: dice.pick(['accept', 'accept', 'again']),
        reason,
      };
    }
    case 'agreement':
      return {
        type: 'submit-agreement',
        ...on,
        basedOn: task.data.revisions.at(-1)?.hash ?? null,
        content: {
          mainUnit: dice.pick(['sciences', 'sciences', 'languages']),
          language: 'fr',
          languageLevel: 'B2',
          components: [
            { course: 'INF1', term: 'S1' },
            { course: 'INF2', term: dice.pick(['S1', 'S2']) },
            { course: 'LAN1', term: 'S1' },
            { code: 'OWN', title: 'Typed', term: 'S2', ects: 300 },
          ],
          recognised: [{ title: 'Elective', ects: 3000, automatic: true }],
          responsibleHome: { name: 'Rui Costa', email: 'rui@porto.example' },
        },
      };
    case 'approval': {
      const step = item ?? task.data.steps[0]?.step ?? 'x';
      const round = task.round;
      const asked = task.data.steps.some((s) => s.step === step && s.questions.some((q) => q.answer === undefined));
      if (asked && dice.oneIn(2)) return { type: 'answer-question', ...on, step, round, answer: reason };
      const decided = dice.anyOf(task.data.steps.filter((s) => s.decisions.length > 0));
      if (decided !== undefined && dice.oneIn(6))
        return { type: 'take-back', ...on, step: decided.step, round, reason };
      const decision = dice.pick([
        'approve',
        'approve',
        'approve',
        'approve',
        'approve',
        'send-back',
        'ask',
        'refuse',
      ] as const);
      const to = dice.anyOf(Object.keys(state.tasks)) ?? 'x';
      const { subject } = task.data;
      return {
        type: 'decide-step',
        ...on,
        step,
        round: task.round,
        decision,
        reason,
        ...(decision === 'send-back' ? { to } : {}),
        ...(subject === undefined ? {} : { subject }),
      };
    }
    case 'signatures': {
      const signer = item ?? task.data.signers[0]?.signer ?? 'x';
      const declined = task.data.signers.some((s) => s.status === 'declined');
      if (dice.oneIn(declined ? 2 : 8)) {
        if (dice.oneIn(3)) return { type: 'reopen-agreement', ...on, reason };
        return dice.oneIn(2)
          ? { type: 'invite-again', ...on, signer, reason }
          : { type: 'redirect-signer', ...on, signer, name: 'New', email: 'new@porto.example', reason };
      }
      if (dice.oneIn(5)) return { type: 'decline-signature', ...on, signer, reason };
      return {
        type: 'sign',
        ...on,
        signer,
        revision: task.data.revision,
        shown: task.data.shown?.sha256 ?? '0'.repeat(64),
      };
    }
    case 'attestation':
      return {
        type: 'attest',
        ...on,
        version: task.version,
        date: dice.oneIn(3) ? date(dice) : driven.now.slice(0, 10),
      };
    case 'grades': {
      const { results, components, entered } = task.data;
      if (entered && !dice.oneIn(8))
        return {
          type: 'approve-results',
          ...on,
          results: results?.hash ?? '0'.repeat(64),
          decision: dice.pick(['approve', 'approve', 'return']),
          reason,
        };
      return {
        type: 'enter-results',
        ...on,
        version: task.version,
        results: components.map(({ code, term }) =>
          dice.oneIn(5) ? { code, term, status: 'absent' } : { code, term, status: 'passed', grade: '12' },
        ),
      };
    }
    case 'transcript':
      return { type: 'issue-transcript', ...on, results: task.data.results };
    case 'message':
      return { type: 'answer-message', ...on, version: task.version, words: reason };
  }
}

/** How a task runs, whatever its kind. */
function progressAct(dice: Dice, procedure: Procedure, state: Mobility): PublicAct {
  const reason = reasonOr(dice);
  const wait = dice.anyOf(waitsOf(state));
  const clock = dice.anyOf(Object.values(state.clocks));
  const about = dice.oneIn(2) ? wait : clock;
  const on = {
    task: about?.task ?? 'constructor',
    ...(about?.item === undefined ? {} : { item: about.item }),
  };
  const again = dice.anyOf(tasksOf(procedure).filter((t) => t.repeat !== undefined || dice.oneIn(9)));
  return dice.pick<PublicAct>([
    { type: 'begin-again', task: again?.task ?? 'constructor', reason },
    { type: 'begin-again', task: again?.task ?? 'constructor', reason },
    { type: 'reassign', ...on, to: dice.oneIn(2) ? { role: 'registry' } : { person: 'cat' }, reason },
    { type: 'move-deadline', ...on, date: date(dice), reason },
    { type: 'remind', ...on },
  ]);
}

function answer(
  dice: Dice,
  type: string,
  choice: string | undefined,
): string | number | boolean | { name: string; email: string } {
  switch (type) {
    case 'contact':
      return { name: 'Rui Costa', email: 'rui@porto.example' };
    case 'date':
      return '2004-05-06';
    case 'country':
      return 'PT';
    case 'number':
      return dice.int(12);
    case 'yes-no':
      return dice.oneIn(2);
    case 'choice':
      return choice ?? 'x';
    default:
      return dice.pick(['words', 'a b', 'é']);
  }
}

import type { Procedure, Stage } from '../../domain/process/procedure.ts';
import { procedureSchema } from '../../domain/process/schema.ts';
import type { Kind } from '../../domain/tasks/index.ts';
import type { Dice } from './dice.ts';

const roles = ['international-officer', 'programme-coordinator', 'registry', 'head-of-office'] as const;
const units = ['institution', 'mobility.unit', 'agreement.mainUnit'] as const;
const title = { en: 'Title', fr: 'Titre' };
const kindsToPick = [
  'form',
  'documents',
  'agreement',
  'approval',
  'signatures',
  'attestation',
  'grades',
  'transcript',
  'message',
] as const;
/** One that always holds, one that never does, one that depends, one that needs what may not be there. */
const conditions = [
  "home.country != 'XX'",
  'stay.days < 0',
  'stay.days > 100',
  "agreement.mainUnit == 'sciences'",
] as const;

interface Earlier {
  readonly task: string;
  readonly kind: Kind;
  readonly stage: number;
  readonly contact?: string;
}

/** A small procedure that could be published, over all kinds of task: what it refers to is always done before. */
export function randomProcedure(dice: Dice): Procedure {
  const before: Earlier[] = [];
  const stages = Array.from({ length: 1 + dice.int(3) }, (_, s) => ({
    stage: `stage-${String(s)}`,
    title,
    tasks: Array.from({ length: 1 + dice.int(4) }, (_task, t) =>
      randomTask(dice, `task-${String(s)}-${String(t)}`, s, before),
    ),
  }));
  // The order in which a stage lists its tasks must not matter.
  const listed = stages.map((stage) => (dice.oneIn(3) ? { ...stage, tasks: stage.tasks.reverse() } : stage));
  return procedureSchema.parse({
    procedure: 'random',
    title,
    for: 'student',
    office: 'international-officer',
    ...(dice.oneIn(4) ? { withdraw: { by: ['person', 'international-officer'], until: '300d' } } : {}),
    ...(dice.oneIn(4) ? { extend: { by: ['head-of-office'], ask: ['person'], longest: 400 } } : {}),
    stages: listed,
  }) satisfies {
    stages: Stage[];
  };
}

function randomTask(dice: Dice, task: string, stage: number, before: Earlier[]): Record<string, unknown> {
  const agreements = before.filter((b) => b.kind === 'agreement');
  const results = before.filter((b) => b.kind === 'grades');
  const wanted = dice.pick(kindsToPick);
  const needs =
    wanted === 'transcript' ? results : wanted === 'signatures' || wanted === 'grades' ? agreements : undefined;
  const kind: Kind =
    needs?.length === 0 ? (wanted === 'transcript' && agreements.length > 0 ? 'grades' : 'agreement') : wanted;
  const of =
    kind === 'transcript'
      ? dice.anyOf(results)
      : kind === 'signatures' || kind === 'grades'
        ? dice.anyOf(agreements)
        : kind === 'approval' && dice.oneIn(2)
          ? dice.anyOf(agreements)
          : undefined;
  const mayAskPartner = kind === 'signatures' || kind === 'approval' || kind === 'message';
  const contact = mayAskPartner ? dice.anyOf(before.filter((b) => b.contact !== undefined)) : undefined;
  const back = dice.anyOf(before.filter((b) => b.kind === 'form' || b.kind === 'documents'))?.task;
  const sameStage = before.filter((b) => b.stage === stage);
  const after = new Set(sameStage.filter((b) => b === of || b === contact || dice.oneIn(3)).map((b) => b.task));
  before.push({ task, kind, stage, ...(kind === 'form' ? { contact: `${task}.contact` } : {}) });
  return {
    task,
    kind,
    title,
    ...(after.size === 0 ? {} : { after: [...after] }),
    ...timing(dice),
    ...more(dice, before.slice(0, -1)),
    ...ofKind(dice, kind, of?.task, contact?.contact, back),
  };
}

/** What any task may say beside. Nobody refers to a task that may be passed over or that waits to be asked for. */
function more(dice: Dice, before: readonly Earlier[]): Record<string, unknown> {
  const days = dice.int(30);
  const task = dice.anyOf(before)?.task;
  return {
    ...(dice.oneIn(8) ? { when: dice.pick(conditions) } : {}),
    ...(dice.oneIn(8)
      ? { opens: dice.pick<unknown>([{ date: '2026-04-01' }, `${String(days)}d`, { days, before: 'stay.start' }]) }
      : {}),
    ...(dice.oneIn(10) && task !== undefined ? { due: { days, after: task } } : {}),
    ...(dice.oneIn(6)
      ? { repeat: { by: ['person', 'international-officer'], times: 2, ...(dice.oneIn(2) ? { onRequest: true } : {}) } }
      : {}),
    ...(dice.oneIn(8) ? { visibility: 'staff' } : {}),
  };
}

function timing(dice: Dice): Record<string, unknown> {
  if (dice.oneIn(2)) return {};
  const days = dice.int(60);
  const due = dice.pick<unknown>([
    `${String(days)}d`,
    { days, before: 'stay.start' },
    { days, after: 'stay.start' },
    { days, after: 'stay.end' },
    { days, after: 'opening', counting: 'working' },
    { date: '2026-08-01' },
  ]);
  const missed = dice.pick<unknown>([
    undefined,
    undefined,
    { escalate: 'head-of-office' },
    { end: true },
    { handOver: 'registry', at: 'mobility.unit' },
    { close: true },
    { remindEvery: '2d' },
    { decide: 'approve' },
    { decide: 'refuse' },
    { goOn: true },
    [
      { days: '0d', remindEvery: '3d' },
      { days: '5d', escalate: 'head-of-office' },
      { days: '9d', end: true },
    ],
  ]);
  return { due, remind: ['1d', '3d', '14d'].filter(() => dice.oneIn(2)), ...(missed === undefined ? {} : { missed }) };
}

const role = (dice: Dice): Record<string, unknown> => ({
  by: dice.pick(roles),
  ...(dice.oneIn(3) ? {} : { at: dice.pick(units) }),
});

/** Who decides a step, and by which rule. */
const held = (dice: Dice, contact: string | undefined): Record<string, unknown> =>
  dice.pick<Record<string, unknown>>([
    role(dice),
    role(dice),
    { ...role(dice), need: 2 },
    { ...role(dice), need: 'all' },
    { ...role(dice), of: 3, need: 2, veto: false },
    { named: 'ben@caen.example' },
    {
      holders: [role(dice), role(dice), { named: 'cat@caen.example' }],
      need: dice.pick([1, 2, 'all']),
      veto: dice.oneIn(2),
    },
    ...(contact === undefined ? [] : [{ partner: contact }]),
  ]);

function ofKind(
  dice: Dice,
  kind: Kind,
  of: string | undefined,
  contact: string | undefined,
  back: string | undefined,
): Record<string, unknown> {
  switch (kind) {
    case 'form':
      return {
        by: dice.oneIn(4) ? dice.pick(roles) : 'person',
        fields: [
          { field: 'contact', type: 'contact', required: true, label: title },
          { field: 'words', type: 'long-text', label: title },
          { field: 'number', type: 'number', min: 0, max: 10, label: title },
          { field: 'constructor', type: 'yes-no', required: dice.oneIn(2), label: title },
          { field: 'shown', type: 'text', required: true, label: title, when: dice.pick(conditions) },
        ],
      };
    case 'documents':
      return {
        documents: Array.from({ length: 1 + dice.int(3) }, (_, n) => ({
          document: `document-${String(n)}`,
          required: dice.oneIn(2),
          title,
          ...(dice.oneIn(4) ? { when: dice.pick(conditions) } : {}),
        })),
        ...(dice.oneIn(2) ? {} : { review: role(dice) }),
      };
    case 'agreement':
      return { rules: dice.oneIn(2) ? {} : { ects: { min: 6, max: 60 }, mainUnitShare: 30 } };
    case 'approval':
      return {
        ...(of === undefined ? {} : { of }),
        ...(dice.oneIn(3) ? { samePerson: true } : {}),
        chain: Array.from({ length: 1 + dice.int(3) }, (_, n) => ({
          step: `step-${String(n)}`,
          ...timing(dice),
          ...(dice.oneIn(5) ? { when: dice.pick(conditions) } : {}),
          ...held(dice, contact),
        })),
        ...(dice.oneIn(4) && back !== undefined ? { refused: { backTo: back } } : {}),
      };
    case 'message':
      return {
        to: dice.pick<unknown>(['person', role(dice), ...(contact === undefined ? [] : [{ partner: contact }])]),
        text: title,
        answer: dice.pick(['none', 'read', 'words']),
      };
    case 'signatures':
      return {
        of,
        order: dice.pick(['sequential', 'parallel']),
        signers: [
          { signer: 'student', by: 'person' },
          ...(contact === undefined ? [] : [{ signer: 'home', partner: contact }]),
          ...(dice.oneIn(2) ? [] : [{ signer: 'host', ...role(dice) }]),
        ],
      };
    case 'attestation':
      return { ...role(dice), fact: dice.pick(['arrived', 'departed']), certificate: dice.oneIn(2) };
    case 'grades':
      return {
        ...role(dice),
        of,
        ...(dice.oneIn(2) ? {} : { approve: role(dice) }),
        ...(dice.oneIn(2) ? {} : { conversion: { method: 'max' } }),
      };
    case 'transcript':
      return { ...role(dice), of };
  }
}

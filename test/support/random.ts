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
  const contact = kind === 'signatures' ? dice.anyOf(before.filter((b) => b.contact !== undefined)) : undefined;
  const sameStage = before.filter((b) => b.stage === stage);
  const after = new Set(sameStage.filter((b) => b === of || b === contact || dice.oneIn(3)).map((b) => b.task));
  before.push({ task, kind, stage, ...(kind === 'form' ? { contact: `${task}.contact` } : {}) });
  return {
    task,
    kind,
    title,
    ...(after.size === 0 ? {} : { after: [...after] }),
    ...timing(dice),
    ...ofKind(dice, kind, of?.task, contact?.contact),
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
  ]);
  const missed = dice.pick([undefined, undefined, { escalate: 'head-of-office' }, { end: true }]);
  return { due, remind: ['1d', '3d', '14d'].filter(() => dice.oneIn(2)), ...(missed === undefined ? {} : { missed }) };
}

const role = (dice: Dice): Record<string, unknown> => ({
  by: dice.pick(roles),
  ...(dice.oneIn(3) ? {} : { at: dice.pick(units) }),
});

function ofKind(dice: Dice, kind: Kind, of: string | undefined, contact: string | undefined): Record<string, unknown> {
  switch (kind) {
    case 'form':
      return {
        by: dice.oneIn(4) ? dice.pick(roles) : 'person',
        fields: [
          { field: 'contact', type: 'contact', required: true, label: title },
          { field: 'words', type: 'long-text', label: title },
          { field: 'number', type: 'number', min: 0, max: 10, label: title },
          { field: 'constructor', type: 'yes-no', required: dice.oneIn(2), label: title },
        ],
      };
    case 'documents':
      return {
        documents: Array.from({ length: 1 + dice.int(3) }, (_, n) => ({
          document: `document-${String(n)}`,
          required: dice.oneIn(2),
          title,
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
          ...role(dice),
          ...timing(dice),
          ...(dice.oneIn(3) ? { need: 2 } : {}),
        })),
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

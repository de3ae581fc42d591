import { z } from 'zod';
import type { MobilityRow } from '../../db/queries/mobilities.ts';
import type { WaitingRow } from '../../db/queries/queue.ts';
import { STAY } from '../../domain/mobility/waits.ts';
import type { ApiDeps } from './deps.ts';
import { STAY_TITLE } from './mobility/wait-view.ts';
import { civilDate, instant, text } from './schemas.ts';

/** Rows of lists as they are shown: with the titles of what they name. */

export const waitingSchema = z.object({
  reference: z.string(),
  task: z.string(),
  item: z.string().optional(),
  kind: z.string(),
  what: z.string(),
  title: text,
  procedure: z.object({ procedure: z.string(), title: text }),
  person: z.object({ given: z.string(), family: z.string() }),
  home: z.string().nullable(),
  unit: z.string().nullable(),
  since: instant,
  dueAt: instant.nullable(),
});
export type Waiting = z.infer<typeof waitingSchema>;

export const mobilityRowSchema = z.object({
  reference: z.string(),
  procedure: z.object({ procedure: z.string(), title: text }),
  person: z.object({ given: z.string(), family: z.string() }),
  home: z.object({ name: z.string().nullable(), country: z.string().nullable() }),
  unit: z.string().nullable(),
  status: z.string(),
  outcome: z.string().nullable(),
  stage: z.object({ stage: z.string(), title: text }).nullable(),
  stay: z.object({ start: civilDate.nullable(), end: civilDate.nullable() }),
  openedAt: instant,
  updatedAt: instant,
  closedAt: instant.nullable(),
  nextDue: instant.nullable(),
  incidents: z.number().int(),
});
export type MobilityLine = z.infer<typeof mobilityRowSchema>;

export async function showWaiting({ titles }: ApiDeps, institution: string, row: WaitingRow): Promise<Waiting> {
  const book = await titles.titles(institution, row.procedure, row.procedureVersion);
  const item = row.item === '' ? undefined : row.item;
  return {
    reference: row.reference,
    task: row.task,
    ...(item === undefined ? {} : { item }),
    kind: row.kind,
    what: row.what,
    title: {
      ...((item === undefined || row.kind !== 'documents' ? undefined : book.items[`${row.task}/${item}`]) ??
        book.tasks[row.task] ??
        (row.task === STAY ? STAY_TITLE : {})),
    },
    procedure: { procedure: row.procedure, title: { ...book.procedure } },
    person: { given: row.given, family: row.family },
    home: row.homeName,
    unit: row.holderKind === 'role' ? row.unit : null,
    since: row.since,
    dueAt: row.dueAt,
  };
}

export async function showMobility({ titles }: ApiDeps, institution: string, row: MobilityRow): Promise<MobilityLine> {
  const book = await titles.titles(institution, row.procedure, row.procedureVersion);
  return {
    reference: row.reference,
    procedure: { procedure: row.procedure, title: { ...book.procedure } },
    person: { given: row.given, family: row.family },
    home: { name: row.homeName, country: row.homeCountry },
    unit: row.unit,
    status: row.status,
    outcome: row.outcome,
    stage: row.stage === null ? null : { stage: row.stage, title: { ...(book.stages[row.stage] ?? {}) } },
    stay: { start: row.stayStart, end: row.stayEnd },
    openedAt: row.openedAt,
    updatedAt: row.updatedAt,
    closedAt: row.closedAt,
    nextDue: row.nextDue,
    incidents: row.incidents,
  };
}

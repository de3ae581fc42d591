import { z } from 'zod';
import { civilDate, instant, sha256, text } from '../schemas.ts';

const taskStatus = z
  .enum(['to-come', 'open', 'done', 'waiting', 'passed-over', 'on-request'])
  .describe(
    '`waiting`: it was open, and opens again; `passed-over`: its condition did not hold; `on-request`: it opens when somebody begins it',
  );

const condition = z
  .object({ expression: z.string(), text })
  .describe('Asked once, when it would open; left out where it asks about what staff keep among themselves');

const task = z.object({
  task: z.string(),
  title: text,
  help: text.optional(),
  kind: z.string(),
  status: taskStatus,
  round: z.number().int(),
  version: z.number().int(),
  openedAt: instant.optional(),
  doneAt: instant.optional(),
  outcome: z.string().optional(),
  due: civilDate.optional().describe('The last day, in the time zone of the institution'),
  opens: civilDate.optional().describe('It does not open before this day'),
  condition: condition.optional(),
  visibility: z.literal('staff').optional().describe('Staff keep it among themselves; nobody else is shown it'),
  details: z
    .record(z.string(), z.unknown())
    .describe(
      'What the kind of task keeps: items, revisions, signers, results … Of a form `fields`, each with `asked` (now, given its ' +
        'answers) and where it has one `when`, an expression over the answers of this form and `known`, for clients that ' +
        'show and hide fields while somebody types. Of an approval `chain`, each step with `rule` in words and its ' +
        '`condition`, and `steps` as they are; a step `passed-over` was not needed. Of a message `text` and `answer`',
    ),
});

const wait = z.object({
  task: z.string(),
  item: z.string().optional(),
  title: text,
  what: z.string(),
  holders: z.array(text).describe('Who must act'),
  since: instant,
  due: z.object({ date: civilDate, at: instant }).optional(),
  paused: instant.optional().describe('Its time stands still since then: the person was asked something'),
  reminders: z.array(instant),
  otherwise: text.optional().describe('What happens next when nobody acts'),
  then: z
    .array(z.object({ date: civilDate, at: instant, what: text }))
    .describe('What comes after the due date when still nobody acts, soonest first; `date` is the last day before it'),
  mine: z.boolean(),
});

export const viewSchema = z.object({
  reference: z.string(),
  institution: z.object({ institution: z.string(), name: text }),
  rev: z.number().int(),
  at: instant,
  openedAt: instant,
  audience: z.enum(['person', 'staff', 'partner']),
  status: z.enum(['open', 'closed']),
  outcome: z.string().optional(),
  procedure: z.object({ procedure: z.string(), version: z.number().int(), title: text }),
  person: z.object({
    given: z.string(),
    family: z.string(),
    email: z.string().optional(),
    birthDate: civilDate.optional(),
    esi: z.string().optional(),
  }),
  home: z.object({ name: z.string(), country: z.string().optional(), erasmusCode: z.string().optional() }),
  stay: z.object({ start: civilDate, end: civilDate, arrived: civilDate.optional(), departed: civilDate.optional() }),
  unit: z.object({ unit: z.string(), name: text }),
  stage: z.string(),
  stages: z.array(
    z.object({ stage: z.string(), title: text, status: z.enum(['past', 'current', 'to-come']), tasks: z.array(task) }),
  ),
  waits: z.array(wait),
  comingUp: z.array(
    z.object({
      at: instant,
      kind: z.enum(['reminder', 'deadline', 'later', 'opening', 'retry']),
      task: z.string().optional(),
      item: z.string().optional(),
      title: text.optional(),
      what: text.describe('What happens then'),
    }),
  ),
  can: z
    .array(z.record(z.string(), z.unknown()))
    .describe('The acts that you may send now, with what they must name of what you have seen'),
  documents: z.array(
    z.object({
      id: z.string(),
      origin: z.enum(['received', 'shown', 'issued']),
      task: z.string(),
      item: z.string().optional(),
      title: text,
      name: z.string(),
      status: z.string(),
      sha256,
      size: z.number().int().optional(),
      at: instant,
      readable: z.boolean(),
      withoutTimestamp: z.literal(true).exactOptional(),
    }),
  ),
  incidents: z
    .array(
      z.object({
        id: z.string(),
        kind: z.string(),
        task: z.string().optional(),
        text: z.string(),
        attempts: z.number().int().optional(),
        since: instant,
      }),
    )
    .optional()
    .describe('Staff only'),
});

/** A file as one reader sees it. */
export type View = z.infer<typeof viewSchema>;
export type TaskView = z.infer<typeof task>;
export type WaitView = z.infer<typeof wait>;

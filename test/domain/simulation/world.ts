import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { calendarOf } from '../../../db/institutions/calendar.ts';
import { checkInstitution } from '../../../domain/institution/check.ts';
import type { decide } from '../../../domain/mobility/decide.ts';
import type { Procedure } from '../../../domain/process/procedure.ts';
import { procedureSchema } from '../../../domain/process/schema.ts';
import { worldOf, type World } from '../../../domain/simulation/world.ts';
import { exampleFolder } from '../../support/institutions.ts';
import { calendar } from '../../support/mobility.ts';
import { exampleProcedure } from '../../support/procedures.ts';

/** An example institution with its Erasmus studies. */
export function exampleWorld(institution: string, core?: typeof decide): World {
  const file = join(exampleFolder(institution), 'institution.yaml');
  const { declaration } = checkInstitution(readFileSync(file, 'utf8'), file);
  if (declaration === undefined) throw new Error(`${file} cannot be applied.`);
  const made = calendarOf(declaration.calendar, '2026-01-01T00:00:00.000Z');
  return worldOf(exampleProcedure(institution, 'erasmus-study'), made, declaration, core);
}

const title = { en: 'Title' };

/** A procedure of one stage with these tasks, nowhere in particular. It need not pass the check. */
export const procedureWith = (tasks: readonly object[], more: object = {}): Procedure =>
  procedureSchema.parse({
    procedure: 'small',
    title,
    for: 'student',
    office: 'officer',
    stages: [{ stage: 'only', title, tasks: tasks.map((task) => ({ title, ...task })) }],
    ...more,
  });

export const smallWorld = (procedure: Procedure, core?: typeof decide): World =>
  worldOf(procedure, calendar, undefined, core);

export const form = (task: string, more: object = {}): object => ({
  task,
  kind: 'form',
  by: 'person',
  fields: [{ field: 'words', type: 'text', required: true, label: title }],
  ...more,
});

export const approval = (task: string, chain: readonly object[], more: object = {}): object => ({
  task,
  kind: 'approval',
  chain,
  ...more,
});

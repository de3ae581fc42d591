import { z } from 'zod';
import type { Institution } from '../domain/institution/institution.ts';
import { defaultLanguage } from '../domain/institution/institution.ts';
import { isLocalDate, type LocalDate } from '../domain/time/civil.ts';
import { CliProblem } from './fail.ts';

const email = z.email().max(320);
const name = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}<>]*$/u);

/** An address as it was typed, without spaces around it. @throws CliProblem */
export function emailOf(text: string): string {
  const read = email.safeParse(text.trim());
  if (!read.success) throw usage(`“${text}” is not an e-mail address: give one like alex.martin@example.org.`);
  return read.data;
}

/** A name, undefined when none is given; it is given whole or not at all. @throws CliProblem */
export function nameOf(
  given: string | undefined,
  family: string | undefined,
): { given: string; family: string } | undefined {
  if (given === undefined && family === undefined) return undefined;
  if (given === undefined || family === undefined)
    throw usage('--given and --family go together: give the whole name.');
  const [first, last] = [name.safeParse(given), name.safeParse(family)];
  if (!first.success || !last.success)
    throw usage('A name has 1 to 200 characters on one line, without < and >: correct --given and --family.');
  return { given: first.data, family: last.data };
}

/** The days of a grant, each of which may be open. @throws CliProblem */
export function daysOf(from?: string, until?: string): { from?: LocalDate; until?: LocalDate } {
  for (const date of [from, until])
    if (date !== undefined && !isLocalDate(date)) throw usage(`“${date}” is not a date: give one like 2026-09-01.`);
  if (from !== undefined && until !== undefined && until < from)
    throw usage(`${until} is before ${from}: give --from and --until in order.`);
  return { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) };
}

/** Why something is done. @throws CliProblem */
export function reasonOf(text: string): string {
  const reason = text.trim();
  if (reason === '' || reason.length > 1000) throw usage('A reason has 1 to 1000 characters: correct --reason.');
  return reason;
}

/** A language of the institution; its usual one where none is given. @throws CliProblem */
export function languageOf(institution: Institution, language: string | undefined): string {
  if (language === undefined) return defaultLanguage(institution);
  if (institution.languages.includes(language)) return language;
  throw usage(`${institution.id} writes in ${institution.languages.join(', ')}: “${language}” is none of them.`);
}

const usage = (message: string): CliProblem => new CliProblem('usage', message);

import type { PersonId, ProcedureId, Reference } from '../ids.ts';
import { fold } from '../text/fold.ts';
import type { Nomination, NominationRow } from './nomination.ts';

/** Somebody whom the institution knows already, with the mobilities there are. */
export interface KnownPerson {
  readonly person: PersonId;
  readonly given: string;
  readonly family: string;
  readonly email: string;
  readonly esi?: string | undefined;
  readonly birthDate?: string | undefined;
  readonly mobilities: readonly {
    readonly reference: Reference;
    readonly procedure: ProcedureId;
    readonly year: number;
  }[];
}

/** What an import of nominations will do: each row is in exactly one of the four. */
export interface NominationPlan {
  /** To create; `person` where the person is known already, `like` the line of the same person in this file. */
  readonly added: readonly (NominationRow & {
    readonly year: number;
    readonly person?: PersonId;
    readonly like?: number;
  })[];
  /** Imported before. */
  readonly unchanged: readonly { readonly line: number; readonly reference: Reference }[];
  /** The same person for the same year again, further up in this file. */
  readonly duplicate: readonly { readonly line: number; readonly of: number }[];
  /** For staff to settle. */
  readonly refused: readonly { readonly line: number; readonly field: string; readonly reason: string }[];
}

/**
 * Decides what to do with each nomination. Two are one person when the European Student Identifier is the same, or the
 * e-mail address with the same name; what would put two people into one file, or one into two, goes to staff.
 * @param known everybody whom a row may be: by identifier, e-mail address, or name and date of birth
 * @param target the procedure, and the year of rows that name none
 */
export function planNominations(
  rows: readonly NominationRow[],
  known: readonly KnownPerson[],
  target: { readonly procedure: ProcedureId; readonly year: number },
): NominationPlan {
  const people = register();
  for (const one of known) people.learn(candidateOf(one, { known: one }), one);
  const plan: Building = { added: [], unchanged: [], duplicate: [], refused: [] };
  for (const { line, nomination } of rows) {
    const year = nomination.year ?? target.year;
    const found = people.match(nomination);
    if ('reason' in found) plan.refused.push({ line, ...found });
    else {
      const someone = found.candidate ?? candidateOf(nomination, { line });
      people.learn(someone, nomination);
      const reference = someone.known?.mobilities.find(
        (m) => m.procedure === target.procedure && m.year === year,
      )?.reference;
      const earlier = someone.years.get(year);
      if (reference !== undefined) plan.unchanged.push({ line, reference });
      else if (earlier !== undefined) plan.duplicate.push({ line, of: earlier });
      else {
        someone.years.set(year, line);
        plan.added.push({
          line,
          nomination,
          year,
          ...(someone.known === undefined ? {} : { person: someone.known.person }),
          ...(someone.line === undefined || someone.line === line ? {} : { like: someone.line }),
        });
      }
    }
  }
  return plan;
}

type Building = { -readonly [Part in keyof NominationPlan]: NominationPlan[Part][number][] };
type Identified = Pick<Nomination, 'given' | 'family' | 'email'> & {
  readonly esi?: string | undefined;
  readonly birthDate?: string | undefined;
};

interface Candidate {
  readonly name: string;
  readonly email: string;
  esi: string | undefined;
  birthDate: string | undefined;
  readonly known?: KnownPerson;
  /** The first line in this file, of somebody whom it brings. */
  readonly line?: number;
  /** The line that brings a mobility, by year. */
  readonly years: Map<number, number>;
}

type Match = { readonly candidate: Candidate | undefined } | { readonly field: string; readonly reason: string };

const candidateOf = (one: Identified, from: Pick<Candidate, 'known' | 'line'>): Candidate => ({
  name: fold(`${one.given} ${one.family}`),
  email: one.email.toLowerCase(),
  esi: one.esi?.toLowerCase(),
  birthDate: one.birthDate,
  years: new Map(),
  ...from,
});

/** People of one name and date of birth; those whom no identifier tells apart could be each other. */
interface Namesakes {
  readonly all: Set<Candidate>;
  readonly unidentified: Set<Candidate>;
}

function register(): {
  match(nomination: Nomination): Match;
  /** From now on the person is also known by what this row says. */
  learn(person: Candidate, row: Identified): void;
} {
  const byEsi = new Map<string, Candidate>();
  const byEmail = new Map<string, Candidate>();
  const byBirth = new Map<string, Namesakes>();
  const put = (into: Map<string, Candidate>, key: string, person: Candidate): void => {
    if (!into.has(key)) into.set(key, person);
  };
  return {
    learn(person, row) {
      const one = candidateOf(row, {});
      person.esi ??= one.esi;
      person.birthDate ??= one.birthDate;
      if (one.esi !== undefined) put(byEsi, one.esi, person);
      put(byEmail, one.email, person);
      if (one.birthDate === undefined) return;
      const { all, unidentified } = byBirth.get(birthKey(one)) ?? { all: new Set(), unidentified: new Set() };
      byBirth.set(birthKey(one), { all: all.add(person), unidentified });
      if (person.esi === undefined) unidentified.add(person);
      else unidentified.delete(person);
    },
    match(nomination) {
      const one = candidateOf(nomination, {});
      const sameEsi = one.esi === undefined ? undefined : byEsi.get(one.esi);
      const sameEmail = byEmail.get(one.email);
      if (sameEsi !== undefined) return byIdentifier(one, sameEsi, sameEmail);
      const found: Match = sameEmail === undefined ? { candidate: undefined } : byAddress(one, sameEmail);
      if ('reason' in found || sameEmail?.birthDate !== undefined) return found;
      const namesakes = byBirth.get(birthKey(one));
      const identified = (one.esi ?? sameEmail?.esi) !== undefined;
      const other = (identified ? namesakes?.unidentified : namesakes?.all)
        ?.values()
        .find((person) => person !== sameEmail && (!identified || person.esi === undefined));
      return other === undefined ? found : perhapsTheSame(other);
    },
  };
}

function byIdentifier(one: Candidate, same: Candidate, sameEmail: Candidate | undefined): Match {
  if (contradict(one.birthDate, same.birthDate))
    return { field: 'birthdate', reason: `The same identifier has another date of birth ${place(same)}.` };
  if (one.name !== same.name && one.email !== same.email)
    return { field: 'esi', reason: `The identifier is that of somebody with another name and address ${place(same)}.` };
  if (sameEmail !== undefined && sameEmail !== same)
    return { field: 'email', reason: `The address is that of another person ${place(sameEmail)}.` };
  return { candidate: same };
}

function byAddress(one: Candidate, same: Candidate): Match {
  if (one.name !== same.name)
    return { field: 'email', reason: `The address is that of somebody with another name ${place(same)}. Who is it?` };
  if (contradict(one.birthDate, same.birthDate))
    return { field: 'birthdate', reason: `The same name and address have another date of birth ${place(same)}.` };
  if (contradict(one.esi, same.esi))
    return { field: 'esi', reason: `The same name and address have another identifier ${place(same)}.` };
  return { candidate: same };
}

/** Two identifiers tell two homonyms apart; without them this is more likely one person with two addresses. */
const perhapsTheSame = (other: Candidate): Match => ({
  field: 'email',
  reason: `The same name and date of birth have another address ${place(other)}. If these are two people, give their identifiers.`,
});

const birthKey = ({ name, birthDate }: Candidate): string => `${name}|${birthDate ?? ''}`;

const contradict = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && a !== b;

const place = ({ line }: Candidate): string => (line === undefined ? 'in the records' : `in line ${line}`);

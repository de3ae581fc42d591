import type { InstitutionId } from '../../domain/ids.ts';
import type { Db, Tx } from '../connect.ts';
import { peopleByEmail, type Known } from './people.ts';
import { PeopleProblem } from './people-problem.ts';

/** The one person of an institution with an address; null when there is none. @throws PeopleProblem when several have it */
export async function findByEmail(on: Db | Tx, institution: InstitutionId, email: string): Promise<Known | null> {
  const [person, ...others] = await peopleByEmail(on, institution, email);
  if (others.length > 0)
    throw new PeopleProblem(
      'several-people',
      `Several people of ${institution} have the address ${email}, so it does not say who is meant: give each their own first.`,
    );
  return person ?? null;
}

/** As `findByEmail`, of somebody who must be there. @throws PeopleProblem */
export async function mustFindByEmail(on: Db | Tx, institution: InstitutionId, email: string): Promise<Known> {
  const person = await findByEmail(on, institution, email);
  if (person === null)
    throw new PeopleProblem(
      'unknown-person',
      `Nobody of ${institution} has the address ${email}: see its spelling (smile person list), or give them a role first.`,
    );
  return person;
}

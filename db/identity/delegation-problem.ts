import type { Text } from '../../domain/ids.ts';

/** Why a role was not lent, or a delegation not ended. Nothing was written. */
export class DelegationProblem extends Error {
  override readonly name = 'DelegationProblem';
  readonly code: DelegationProblemCode;
  readonly status: number;
  readonly detail: Text;
  constructor(code: DelegationProblemCode) {
    const [status, en, fr] = problems[code];
    super(en);
    this.code = code;
    this.status = status;
    this.detail = { en, fr };
  }
}

const problems = {
  'not-found': [404, 'There is no such delegation here.', "Cette délégation n'existe pas ici."],
  forbidden: [
    403,
    'Only who has the role, or an administrator of its units by a role of their own, may do this.',
    'Seule la personne habilitée, ou une personne qui administre elle-même ces composantes, peut le faire.',
  ],
  'unknown-person': [
    422,
    'Nobody here has this address: see its spelling.',
    "Personne ici n'a cette adresse : vérifiez son orthographe.",
  ],
  'several-people': [
    422,
    'Several people here have this address, so it does not say who is meant: give each their own first.',
    "Plusieurs personnes ont cette adresse : donnez d'abord la sienne à chacune.",
  ],
  'not-staff': [
    422,
    'A role is lent to staff, and this person is not known as staff.',
    "Une habilitation se délègue à un membre du personnel ; cette personne n'est pas connue comme telle.",
  ],
  'delegation-to-oneself': [
    422,
    'Nobody lends a role to themselves, nor takes one: somebody else must get it.',
    'Nul ne se délègue une habilitation à soi-même : désignez une autre personne.',
  ],
  'role-not-held': [
    422,
    'The lender does not have this role there for all these days: see the role, the unit and the dates.',
    "La personne qui délègue n'a pas cette habilitation à cet endroit pendant tous ces jours : voir l'habilitation, la composante et les dates.",
  ],
  'wrong-days': [
    422,
    'The last day must be neither past nor before the first, and a delegation lasts at most 370 days.',
    'Le dernier jour ne doit être ni passé, ni avant le premier, et la délégation dure au plus 370 jours.',
  ],
  'delegation-overlaps': [
    409,
    'The same role is lent to this person on some of these days already: end that delegation first.',
    "Cette habilitation est déjà déléguée à cette personne certains de ces jours : mettez d'abord fin à cette délégation.",
  ],
  'delegation-over': [409, 'This delegation is over by its own date.', 'Cette délégation est arrivée à son terme.'],
} as const satisfies Record<string, readonly [status: number, en: string, fr: string]>;

export type DelegationProblemCode = keyof typeof problems;

/** Why somebody was given nothing; the message is for the operator who asked. Nothing was written. */
export class PeopleProblem extends Error {
  override readonly name = 'PeopleProblem';
  readonly code: PeopleProblemCode;
  constructor(code: PeopleProblemCode, message: string) {
    super(message);
    this.code = code;
  }
}

export type PeopleProblemCode =
  | 'unknown-person'
  | 'several-people'
  | 'other-name'
  | 'not-staff'
  | 'name-missing'
  | 'unknown-institution'
  | 'unknown-role'
  | 'unknown-unit';

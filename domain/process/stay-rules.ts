import type { LocalDate } from '../time/civil.ts';
import type { Procedure, StayRule } from './procedure.ts';

interface Dates {
  readonly start: LocalDate;
  readonly end: LocalDate;
}

/** The rules that a change of the stay's dates falls under: it may make it longer at one end and shorter at the other. */
export function stayRules(
  { extend, shorten }: Pick<Procedure, 'extend' | 'shorten'>,
  before: Dates,
  after: Dates,
): readonly { readonly rule: StayRule | undefined }[] {
  const longer = after.start < before.start || after.end > before.end;
  const shorter = after.start > before.start || after.end < before.end;
  return [...(longer ? [{ rule: extend }] : []), ...(shorter ? [{ rule: shorten }] : [])];
}

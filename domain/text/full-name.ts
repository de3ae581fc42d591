/** Somebody's name as it is written: what they are called first, then the family's; one of the two where the other is empty. */
export const fullName = ({ given, family }: { readonly given: string; readonly family: string }): string =>
  `${given} ${family}`.trim();

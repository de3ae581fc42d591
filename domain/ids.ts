/**
 * Ids are flavoured strings: mixing two kinds does not compile, while a literal or a checked input needs no cast.
 * Their form is checked where they come in (the zod schemas).
 */
type Id<Name extends string> = string & { readonly __id?: Name };

export type InstitutionId = Id<'institution'>;
/** Readable and never reused: `CAEN-2026-000123`. */
export type Reference = Id<'reference'>;
export type PersonId = Id<'person'>;
export type UnitId = Id<'unit'>;
export type RoleId = Id<'role'>;
export type ProcedureId = Id<'procedure'>;
export type TaskId = Id<'task'>;
/** What waits inside a task: a step of a chain, a signer, a document. */
export type ItemId = Id<'item'>;
/** `reference/seq/n`: the n-th effect asked for by the commit whose first event is seq. */
export type EffectId = Id<'effect'>;
export type DocumentId = Id<'document'>;
/** 64 hexadecimal digits. */
export type Sha256 = Id<'sha256'>;
/** Hash of actor, mobility and Idempotency-Key. */
export type CommandId = Sha256;

/** A text in several languages, by language code. */
export type Text = Readonly<Record<string, string>>;

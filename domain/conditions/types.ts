export type Value = string | number | boolean | readonly string[] | null;

/** What a condition can look at: two levels, `details.level`. Null, and what is not named, is not there. */
export type Values = Readonly<Record<string, Readonly<Record<string, Value>>>>;

/** What a name stands for. A day is a text like `2026-09-01`, and compares as one. */
export type ValueType = 'text' | 'number' | 'yes-no' | 'day' | 'texts' | { readonly oneOf: readonly string[] };

/** Every name there is, with its type. */
export type Vocabulary = Readonly<Record<string, Readonly<Record<string, ValueType>>>>;

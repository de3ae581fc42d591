/** What a record itself holds under a key that came from outside: `record['constructor']` finds what every object inherits. */
export const own = <V>(record: Readonly<Record<string, V>>, key: string): V | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

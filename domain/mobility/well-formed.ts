/**
 * Where a JSON value holds a text with half a surrogate pair, as a path of keys, or undefined. JSON lets such a text
 * in (`"\ud800"`), but it has no canonical form (RFC 8785, 3.2.2.2): it could be neither hashed nor recorded.
 */
export function illFormedAt(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? undefined : [];
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    if (!key.isWellFormed()) return [];
    const path = illFormedAt(inner);
    if (path !== undefined) return [key, ...path];
  }
  return undefined;
}

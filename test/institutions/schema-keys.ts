import type { JsonSchema } from '../../domain/process/keys.ts';

/**
 * What of a JSON Schema is used by a value: `stages.tasks[form].fields.when`, and `=value` for each of the words that
 * may stand at a place. Kinds of tasks are told apart; what every kind may have counts once, as `stages.tasks.due`.
 */
export function usedBy(schema: unknown, value: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  visit(schema, value, '', found);
  return found;
}

/** Everything that a JSON Schema lets one write, by the same names. */
export function allOf(schema: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  visit(schema, undefined, '', found);
  return found;
}

/** With a value only along it; without one everywhere. */
function visit(schema: unknown, value: unknown, at: string, found: Set<string>): void {
  if (!isSchema(schema)) return;
  const { anyOf, oneOf, properties, items, additionalProperties } = schema;
  for (const word of wordsOf(schema)) if (value === undefined || value === word) found.add(`${at}=${String(word)}`);
  for (const one of anyOf ?? oneOf ?? []) {
    const kind = kindOf(one);
    const inner = kind === undefined ? at : `${at}[${kind}]`;
    if (value === undefined || fits(one, value)) visit(one, value, inner, found);
  }
  for (const [key, property] of Object.entries(properties ?? {})) {
    const place = `${at}.${key}`;
    const inner = isObject(value) ? value[key] : undefined;
    if (value !== undefined && inner === undefined) continue;
    found.add(place);
    visit(property, inner, place, found);
  }
  if (items !== undefined)
    for (const one of Array.isArray(value) ? (value as readonly unknown[]) : value === undefined ? [undefined] : [])
      visit(items, one, at, found);
  // Texts: which languages they have is no key of the format.
  if (isSchema(additionalProperties) && additionalProperties.properties !== undefined && isObject(value))
    for (const one of Object.values(value)) visit(additionalProperties, one, at, found);
}

/** Whether a value has only what an alternative knows, and all that it must have. */
function fits(schema: unknown, value: unknown): boolean {
  if (!isSchema(schema)) return false;
  const { properties, required = [], type, pattern } = schema;
  if (schema.const !== undefined) return value === schema.const;
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) return alternatives.some((one) => fits(one, value));
  if (Array.isArray(value)) return type === 'array';
  if (isObject(value))
    return (
      properties !== undefined &&
      required.every((key) => key in value) &&
      Object.entries(value).every(([key, inner]) => key in properties && (constOf(properties[key]) ?? inner) === inner)
    );
  if (typeof value === 'string') return type === 'string' && (pattern === undefined || new RegExp(pattern).test(value));
  return type === (typeof value === 'number' ? 'integer' : typeof value) || type === typeof value;
}

const wordsOf = ({ enum: words, const: word }: Schema): readonly unknown[] =>
  words ?? (word === undefined ? [] : [word]);
const constOf = (schema: unknown): unknown => (isSchema(schema) ? schema.const : undefined);
const kindOf = (schema: unknown): string | undefined => {
  const kind = isSchema(schema) ? constOf(schema.properties?.['kind']) : undefined;
  return typeof kind === 'string' ? kind : undefined;
};

interface Schema extends JsonSchema {
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly type?: string;
  readonly pattern?: string;
}
const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null;
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

import type { Path } from './problem.ts';

/** As much of JSON Schema as zod writes for our schemas. */
export interface JsonSchema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly items?: unknown;
  readonly anyOf?: readonly unknown[];
  readonly oneOf?: readonly unknown[];
  readonly additionalProperties?: unknown;
  readonly const?: unknown;
}

/** The keys that a schema knows at a place of a value; of alternatives, the one whose constant key the value has. */
export function keysAt(schema: JsonSchema, value: unknown, path: Path): string[] {
  let here: unknown = schema;
  let at = value;
  for (const step of path) {
    const found = branch(here, at);
    if (found === undefined) return constants(here, String(step));
    here = found.properties?.[String(step)] ?? found.items ?? found.additionalProperties;
    at = isObject(at) ? at[String(step)] : undefined;
  }
  return Object.keys(branch(here, at)?.properties ?? {});
}

function branch(schema: unknown, value: unknown): JsonSchema | undefined {
  if (!isSchema(schema)) return undefined;
  const alternatives = (schema.anyOf ?? schema.oneOf)?.filter(isSchema);
  if (alternatives === undefined) return schema;
  const fits = alternatives.filter(({ properties = {} }) =>
    Object.entries(properties).every(
      ([key, property]) =>
        !isSchema(property) || property.const === undefined || (isObject(value) && value[key] === property.const),
    ),
  );
  return fits.find((one) => one.properties !== undefined);
}

/** The constants that tell alternatives apart. */
function constants(schema: unknown, key: string): string[] {
  const alternatives = isSchema(schema) ? (schema.anyOf ?? schema.oneOf ?? []) : [];
  return alternatives.flatMap((one) => {
    const property = isSchema(one) ? one.properties?.[key] : undefined;
    return isSchema(property) && typeof property.const === 'string' ? [property.const] : [];
  });
}

const isSchema = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null;
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

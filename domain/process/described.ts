import type { JsonSchema } from './keys.ts';

export type EditorSchema = JsonSchema & {
  readonly $id: string;
  readonly title: string;
  readonly description: string;
};

interface Words {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** By key, wherever it stands. */
  readonly meanings: Readonly<Record<string, string>>;
}

/** A schema with the words that editors show beside its keys. */
export const described = (schema: JsonSchema, { id, title, description, meanings }: Words): EditorSchema => ({
  $id: id,
  title,
  description,
  ...withMeanings(schema, meanings),
});

function withMeanings<T extends object>(schema: T, meanings: Words['meanings']): T {
  return mapped(schema, (key, value) => {
    if (key !== 'properties' || !isObject(value)) return isAny(value) ? withMeanings(value, meanings) : value;
    return mapped(value, (name, property) => {
      if (!isObject(property)) return property;
      const meaning = Object.hasOwn(meanings, name) ? { description: meanings[name] } : {};
      return { ...meaning, ...withMeanings(property, meanings) };
    });
  });
}

/** The same shape: each value in its place. */
function mapped<T extends object>(from: T, to: (key: string, value: unknown) => unknown): T {
  const copy: T = Object.assign(Array.isArray(from) ? [] : {}, from);
  for (const [key, value] of Object.entries(from)) Reflect.set(copy, key, to(key, value));
  return copy;
}

const isAny = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => isAny(value) && !Array.isArray(value);

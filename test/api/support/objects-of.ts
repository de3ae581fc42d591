import { z } from 'zod';

/** A schema of an object within another schema, and where: `nominations.home`, or '' for itself. */
export interface Found {
  readonly at: string;
  readonly object: z.ZodObject;
}

/** Every object that a value of the schema may hold or be, in whatever list, choice or wrapping. */
export function objectsOf(schema: z.core.$ZodType, at = ''): readonly Found[] {
  if (schema instanceof z.ZodObject)
    return [
      { at, object: schema },
      ...Object.entries<z.core.$ZodType>(schema.shape).flatMap(([field, inner]) =>
        objectsOf(inner, at === '' ? field : `${at}.${field}`),
      ),
    ];
  // Whatever kind of schema it is: those within it stand in its definition.
  const parts: unknown[] = schema instanceof z.ZodLazy ? [schema.unwrap()] : Object.values(schema._zod.def).flat();
  return parts.flatMap((part) => (part instanceof z.core.$ZodType ? objectsOf(part, at) : []));
}

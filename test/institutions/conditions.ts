import type { Asked } from '../../domain/conditions/asked.ts';
import type { Procedure } from '../../domain/process/procedure.ts';
import type { Driven } from '../support/mobility.ts';

/** Every condition that a procedure has. */
export const conditionsOf = (procedure: Procedure): ReadonlySet<string> => new Set(whensIn(procedure));

function whensIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    key === 'when' && typeof inner === 'string' ? [inner] : whensIn(inner),
  );
}

/** Every condition that was asked in a file, with what it said: `holds …` or `not …`. */
export const saidIn = ({ events }: Driven): readonly string[] =>
  events.flatMap(({ event }) => askedIn(event)).map((one) => `${one.result ? 'holds' : 'not'} ${one.expression}`);

function askedIn(value: unknown): Asked[] {
  if (typeof value !== 'object' || value === null) return [];
  return [...(isAsked(value) ? [value] : []), ...Object.values(value).flatMap(askedIn)];
}

const isAsked = (value: object): value is Asked => 'expression' in value && 'inputs' in value && 'result' in value;

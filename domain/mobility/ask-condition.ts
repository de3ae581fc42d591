import type { Asked } from '../conditions/asked.ts';
import { evaluate } from '../conditions/evaluate.ts';
import type { Values } from '../conditions/types.ts';
import type { Condition } from '../process/procedure.ts';
import { knownOf } from './known.ts';
import type { Mobility } from './state.ts';

/** Asks a condition about a file, once: the event keeps what it looked at. @param also what is being given just now */
export const ask = (state: Mobility, condition: Condition, also: Values = {}): Asked => ({
  expression: condition,
  ...evaluate(condition, { ...knownOf(state), ...also }),
});

import type { Asked } from './asked.ts';
import type { Values } from './types.ts';
export const evaluate = (_expression: string, _values: Values): Omit<Asked, 'expression'> => ({
  result: true,
  inputs: {},
});

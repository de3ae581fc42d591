import { Environment } from '@marcbachmann/cel-js';

/** Longer than anybody reads; what is deeper or wider is refused before it is evaluated. */
export const MOST_CHARACTERS = 500;
const limits = { maxAstNodes: 200, maxDepth: 24, maxListElements: 60, maxMapEntries: 0, maxCallArguments: 2 };

/**
 * The language of conditions: CEL, in which people compare a number with `18` as well as with `18.0`.
 * @param unlisted whether names that nobody declared may stand in it
 */
export function celEnvironment(unlisted: boolean): Environment {
  const environment = new Environment({ unlistedVariablesAreDyn: unlisted, enableOptionalTypes: false, limits });
  // The library derives the other order, and !=, from it.
  environment.registerOperator('double == int', (a: number, b: bigint) => a === Number(b));
  environment.registerOperator('double + int', (a: number, b: bigint) => a + Number(b));
  environment.registerOperator('double - int', (a: number, b: bigint) => a - Number(b));
  environment.registerOperator('double * int', (a: number, b: bigint) => a * Number(b));
  environment.registerOperator('int + double', (a: bigint, b: number) => Number(a) + b);
  environment.registerOperator('int - double', (a: bigint, b: number) => Number(a) - b);
  environment.registerOperator('int * double', (a: bigint, b: number) => Number(a) * b);
  return environment;
}

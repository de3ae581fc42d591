import { Environment } from '@marcbachmann/cel-js';

/** Longer than anybody reads; what is deeper or wider is refused before it is evaluated. */
export const MOST_CHARACTERS = 500;
const limits = { maxAstNodes: 200, maxDepth: 24, maxListElements: 60, maxMapEntries: 0, maxCallArguments: 2 };

/**
 * The language of conditions: CEL with one kind of number. What people write is a double already (`written.ts`); only
 * `size()` counts in whole numbers, which go with the others here.
 * @param unlisted whether names that nobody declared may stand in it
 */
export function celEnvironment(unlisted: boolean): Environment {
  const environment = new Environment({
    unlistedVariablesAreDyn: unlisted,
    // Of a name that nobody declared it is not known that it is a text, as its neighbours in a list are.
    homogeneousAggregateLiterals: !unlisted,
    enableOptionalTypes: false,
    limits,
  });
  // The library derives the other order, and !=, from it.
  environment.registerOperator('double == int', (a: number, b: bigint) => a === Number(b));
  environment.registerOperator('int in list<double>', (a: bigint, list: readonly number[]) => list.includes(Number(a)));
  // Without a type of its own a result has that of the left side.
  environment.registerOperator('double + int: double', (a: number, b: bigint) => a + Number(b));
  environment.registerOperator('double - int: double', (a: number, b: bigint) => a - Number(b));
  environment.registerOperator('double * int: double', (a: number, b: bigint) => a * Number(b));
  environment.registerOperator('int + double: double', (a: bigint, b: number) => Number(a) + b);
  environment.registerOperator('int - double: double', (a: bigint, b: number) => Number(a) - b);
  environment.registerOperator('int * double: double', (a: bigint, b: number) => Number(a) * b);
  return environment;
}

import { compare, distance, type Rational } from './rational.ts';

/**
 * The nearest of some steps; of two equally near ones the better (the rule published by Universität zu Köln).
 * @param steps best first, with what each stands for; never empty
 */
export function nearestStep<Step extends { readonly value: Rational }>(
  value: Rational,
  steps: readonly [Step, ...Step[]],
): Step {
  return steps.reduce((best, step) =>
    compare(distance(step.value, value), distance(best.value, value)) < 0 ? step : best,
  );
}

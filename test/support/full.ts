/** Whether this is `npm run test:full`: what takes long runs too, and more cases of the rest. */
export const isFull = process.env['TEST_FULL'] === '1';

/** A test of `npm run test:full`; `npm test` counts it as skipped. */
export const itInFull = (title: string, test: Mocha.AsyncFunc): Mocha.Test => (isFull ? it : it.skip)(title, test);

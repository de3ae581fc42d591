import { checkProcedure } from '../../../domain/process/check.ts';
import { worst } from './worst.ts';

/** Run by `worst.test.ts` with little memory: checks each, and prints what it took, as JSON. */
const told = Object.entries(worst).map(([what, make]) => {
  const text = make();
  const before = process.cpuUsage();
  const { problems } = checkProcedure(text, 'x.yaml');
  const { user, system } = process.cpuUsage(before);
  return { what, ms: (user + system) / 1000, places: problems.every(({ line, column }) => line > 0 && column > 0) };
});
process.stdout.write(JSON.stringify(told));

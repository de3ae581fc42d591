import { isLoopback } from '../config/variables.ts';
import { StartProblem } from './problem.ts';

/**
 * Refuses what lets anybody in as anybody where others could reach it. `what` names the program in the sentence.
 * Throws StartProblem `not-in-production` or `not-loopback`.
 */
export function refuseOutsideDevelopment(what: string, env: NodeJS.ProcessEnv, host = env['HOST']): void {
  if (env['NODE_ENV'] === 'production') {
    throw new StartProblem(
      'not-in-production',
      `${what} is for development and does not start with NODE_ENV=production: see "Operate" in the README.`,
    );
  }
  if (host !== undefined && host !== '' && !isLoopback(host)) {
    throw new StartProblem(
      'not-loopback',
      `${what} lets anybody in as anybody, and so listens on 127.0.0.1 only: HOST=${host} is refused.`,
    );
  }
}

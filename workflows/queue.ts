import type { Answer, Command } from '../domain/mobility/commands.ts';
import type { ApplicationFailure } from '@temporalio/common';

/** A command in the line of one mobility, and who waits for its answer. */
export interface Item {
  readonly command: Command;
  resolve(answer: Answer): void;
  reject(failure: ApplicationFailure): void;
}

/** What the system sends itself: nobody waits for the answer; what came of it stands in the state. */
export const fromSystem = (command: Command): Item => ({
  command,
  resolve: () => undefined,
  reject: () => undefined,
});

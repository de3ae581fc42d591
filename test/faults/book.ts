import type { PublicAct } from '../../domain/mobility/acts.schema.ts';
import type { Answer } from '../../domain/mobility/commands.ts';
import type { Person } from './people.ts';

/** One command that somebody sent, as often as it took. */
export interface SentCommand {
  readonly reference: string;
  readonly key: string;
  readonly by: Person;
  readonly act: PublicAct;
  /** The first answer; undefined when there was none. */
  answer?: Answer;
  /** The code of the refusal. */
  refused?: string;
}

/** What was sent and answered in a run, for the count at the end. */
export interface Book {
  readonly commands: SentCommand[];
  /** Requests that were made, the repeated ones too. */
  requests: number;
  /** Answers of the API that it should never give, and answers that differ from the first one. */
  readonly surprises: string[];
  /** The run has ended, well or not: nobody insists any more. */
  isClosed: boolean;
}

export const openBook = (): Book => ({ commands: [], requests: 0, surprises: [], isClosed: false });

import type { TaskId } from '../ids.ts';
import type { Kind } from '../tasks/index.ts';

/** What a drawing says, in one language: the picture and the outline are both made of this, so that they say the same. */
export interface Diagram {
  readonly language: Language;
  readonly title: string;
  /** One or two sentences: for whom, how large, where the file stands. */
  readonly summary: readonly string[];
  readonly start: Box;
  readonly stages: readonly StageBox[];
  readonly ends: readonly EndBox[];
  /** What may happen whenever the file is open. */
  readonly anyTime?: Box;
}

export type Language = 'en' | 'fr';

/** One thing said of something; `name` stands before it: `Due: 10 days after it opens`. */
export interface Note {
  readonly name?: string;
  readonly text: string;
  /** A condition stands out, since what it is said of may not happen. */
  readonly as?: 'condition' | 'wait' | 'staff';
}

export interface Box {
  readonly title: string;
  readonly notes: readonly Note[];
}

export interface EndBox extends Box {
  readonly end: 'completed' | 'refused' | 'lapsed' | 'withdrawn';
  /** The file ended so. */
  readonly reached: boolean;
}

export interface StageBox extends Box {
  /** `1`. */
  readonly number: string;
  readonly heading: string;
  readonly standing?: { readonly is: 'past' | 'present' | 'to-come'; readonly words: string };
  readonly tasks: readonly TaskBox[];
}

export interface TaskBox extends Box {
  readonly task: TaskId;
  /** `1.2`. */
  readonly number: string;
  readonly kind: Kind;
  readonly kindName: string;
  /** It may be done anew, or only when somebody asks. */
  readonly dashed: boolean;
  /** Not for the person and partners. */
  readonly staffOnly?: string;
  readonly standing?: Standing;
  readonly parts: readonly Part[];
  /** Tasks of the same stage that come before it, as they are drawn. */
  readonly after: readonly TaskId[];
  /** The same in words, for the outline and where an arrow would be lost among others. */
  readonly afterNote?: Note;
  /** Where a refusal leads back to. */
  readonly backTo?: TaskId;
}

/** A step of a chain, a signer, a document. */
export interface Part {
  /** Where they have an order. */
  readonly number?: string;
  readonly title: string;
  readonly notes: readonly Note[];
  readonly standing?: Standing;
}

export interface Standing {
  readonly is: StandingIs;
  readonly words: string;
}
export type StandingIs = 'done' | 'open' | 'passed' | 'to-come';

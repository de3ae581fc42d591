import type { Answer, Command } from '../domain/mobility/commands.ts';
import type { InstitutionId, Reference } from '../domain/ids.ts';
import type { Mobility } from '../domain/mobility/state.ts';

/** What the two sides of a workflow agree upon: names, ids, input. */
export const MOBILITY_WORKFLOW = 'mobility';
export const ACT_UPDATE = 'act';
export const VIEW_QUERY = 'view';

export const MOBILITY_QUEUE = 'mobility';
/** Beside each queue for mobilities stands one for documents, so that a burst of images does not delay a signature. */
export const documentsQueue = (mobilityQueue: string): string => mobilityQueue.replace(MOBILITY_QUEUE, 'documents');

export interface MobilityInput {
  readonly institution: InstitutionId;
  readonly reference: Reference;
  /** Starts a new run after so many commits, in tests; else when the server suggests it. */
  readonly continueAfter?: number;
}

/** Ids hold no personal data: they are never encrypted. */
export const workflowId = ({ institution, reference }: Pick<MobilityInput, 'institution' | 'reference'>): string =>
  `mobility:${institution}:${reference}`;

export type ActArguments = [Command];
export type ActResult = Answer;
export type View = { readonly rev: number; readonly state: Mobility | null; readonly waiting: number };

/** The type of the failure of a commit that cannot succeed: whoever waits is told, instead of being left to wait. */
export const NOT_RECORDABLE = 'not-recordable';

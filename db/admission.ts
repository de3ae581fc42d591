import { AsyncLocalStorage } from 'node:async_hooks';

const pieces = new AsyncLocalStorage<{ begun: boolean }>();

/**
 * Does one piece of work, such as a request, which is sent away at its first statement or not for want of connections:
 * work that was half done would be done for nothing, and again.
 */
export const asOnePiece = <T>(work: () => T): T => pieces.run({ begun: false }, work);

/** Whether the statement that is about to wait for a connection begins something */
export function mayBeSentAway(): boolean {
  const piece = pieces.getStore();
  return piece?.begun !== true;
}

/** The work under way was let in. */
export function letIn(): void {
  const piece = pieces.getStore();
  if (piece !== undefined) piece.begun = true;
}

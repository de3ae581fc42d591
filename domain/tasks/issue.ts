import type { TaskId, Text } from '../ids.ts';
import type { Deciding } from '../mobility/deciding.ts';
import type { MadeDocument } from '../mobility/effects.ts';

/** Records a document that we made and tells the person that it is there. */
export function issue(deciding: Deciding, task: TaskId, made: MadeDocument, title: Text): void {
  const { document, name, sha256, size, withoutTimestamp } = made;
  const lower = withoutTimestamp === undefined ? {} : { withoutTimestamp };
  const issued = { document, name, task, sha256, size, at: deciding.at, ...lower };
  deciding.record({ type: 'document-issued', task, issued });
  deciding.mail({ template: 'document-issued', recipient: { to: 'person' }, tasks: [title], task });
}

import type { ItemId, TaskId } from '../ids.ts';
import type { Deciding } from '../mobility/deciding.ts';
import { recipientOf } from '../mobility/recipient.ts';
import type { Holder } from '../mobility/state.ts';
import type { ApprovalDefinition } from '../tasks/approval.ts';

/** Tells those who hold a step that it waits for them; a partner gets a link. */
export function tellHolders(
  deciding: Deciding,
  { title }: ApprovalDefinition,
  task: TaskId,
  item: ItemId,
  holders: readonly Holder[],
): void {
  for (const holder of holders) {
    const partner = holder.by === 'partner';
    deciding.mail({
      template: partner ? 'decide-link' : 'waits-for-you',
      recipient: recipientOf(holder),
      tasks: [title],
      task,
      item,
      ...(partner ? { link: 'sign' as const } : {}),
    });
  }
}

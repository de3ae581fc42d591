import type { RoleId, TaskId, Text } from '../ids.ts';
import { contactAt } from '../mobility/answers.ts';
import { holderOf } from '../mobility/holders.ts';
import { finish } from '../mobility/progress.ts';
import type { Deciding } from '../mobility/deciding.ts';
import type { Holder, Mobility } from '../mobility/state.ts';
import type { RoleRule, TaskBase } from '../process/procedure.ts';
import { refuse } from '../refusal.ts';
import type { TaskOf } from './index.ts';
import type { TaskKind } from './kind.ts';

/** What is asked for in a message: a link to it is bound to this. */
export const ANSWER = 'answer';

export interface MessageTypes {
  definition: MessageDefinition;
  opening: { readonly holder: Holder; readonly answer: MessageDefinition['answer'] };
  data: MessageData;
  event: { readonly type: 'message-answered'; readonly task: TaskId; readonly words?: string };
  act: {
    readonly type: 'answer-message';
    readonly task: TaskId;
    readonly version: number;
    /** Needed where the procedure asks for words. */
    readonly words?: string;
  };
}

export interface MessageDefinition extends TaskBase {
  readonly kind: 'message';
  readonly to: 'person' | RoleRule | { readonly partner: string };
  readonly text: Text;
  /** What is waited for: nothing, that it was read, or an answer in words. */
  readonly answer: 'none' | 'read' | 'words';
}

export interface MessageData {
  readonly holder: Holder;
  readonly answer: MessageDefinition['answer'];
  readonly words?: string;
}

/** A message that the procedure sends; the file goes on at once, or when it was answered or its time is over. */
export const message: TaskKind<'message'> = {
  takes: ['answer-message'],
  opening: (definition, deciding) => ({
    holder: recipientOf(deciding.state(), definition.to),
    answer: definition.answer,
  }),
  start: (opening) => opening,
  opened(deciding, definition, task) {
    send(deciding, definition, task);
    if (definition.answer === 'none') finish(deciding, task.task, 'sent');
  },
  act(deciding, _definition, task, act) {
    if (act.type !== 'answer-message') return refuse('wrong-task-kind', { task: task.task });
    if (act.version !== task.version) return refuse('stale-version', {}, 'version');
    const words = act.words?.trim() ?? '';
    if (words === '' && task.data.answer === 'words') return refuse('missing-answer', { field: 'words' }, 'words');
    deciding.record({ type: 'message-answered', task: task.task, ...(words === '' ? {} : { words }) });
    finish(deciding, task.task, 'answered');
    return undefined;
  },
  evolve: (data, { event }) =>
    event.type === 'message-answered' && event.words !== undefined ? { ...data, words: event.words } : data,
  waits: (task) => [
    {
      task: task.task,
      item: ANSWER,
      what: 'answer-message',
      holders: [task.data.holder],
      since: task.openedAt,
      acts: ['answer-message'],
    },
  ],
  moves: (_definition, { task, version, data: { answer } }) => [
    {
      act: { type: 'answer-message', task, version, ...(answer === 'words' ? { words: 'Understood.' } : {}) },
      does: 'go-on',
    },
  ],
};

const recipientOf = (
  state: Mobility,
  to: 'person' | { by: RoleId; at?: RoleRule['at'] } | { partner: string },
): Holder => {
  if (to === 'person') return { by: 'person' };
  return 'partner' in to ? { by: 'partner', ...contactAt(state, to.partner) } : holderOf(state, to.by, to.at);
};

function send(deciding: Deciding, { title, text, answer }: MessageDefinition, task: TaskOf<'message'>): void {
  const { holder } = task.data;
  const mail = { template: 'message' as const, tasks: [title], text, task: task.task, item: ANSWER };
  switch (holder.by) {
    case 'person':
      deciding.mail({ ...mail, recipient: { to: 'person' } });
      return;
    case 'role':
      deciding.mail({ ...mail, recipient: { to: 'role', role: holder.role, unit: holder.unit } });
      return;
    case 'member':
      deciding.mail({ ...mail, recipient: { to: 'somebody', person: holder.person } });
      return;
    case 'partner':
      deciding.mail({
        ...mail,
        recipient: { to: 'address', name: holder.name, email: holder.email },
        ...(answer === 'none' ? {} : { link: 'sign' as const }),
      });
  }
}

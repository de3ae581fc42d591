import type { DueItem } from '../../mobility/due.ts';
import type { Holder } from '../../mobility/state.ts';
import type { Does, Move, Wait, WaitWhat } from '../../tasks/kind.ts';
import { holderName } from '../people.ts';

const goesOn: Readonly<Record<WaitWhat, string>> = {
  'fill-form': 'fills',
  'add-document': 'adds',
  'review-document': 'accepts',
  'submit-agreement': 'submits',
  'decide-step': 'approves',
  sign: 'signs',
  'settle-signature': 'settles',
  attest: 'states',
  'enter-results': 'enters',
  'approve-results': 'approves',
  'issue-transcript': 'issues',
  'answer-question': 'answers the question at',
  'answer-message': 'answers',
  'decide-stay': 'agrees to other dates at',
};
const otherwise: Readonly<Record<Exclude<Does, 'go-on'>, string>> = {
  refuse: 'refuses',
  'send-back': 'sends back from',
  ask: 'asks for information at',
  again: 'wants once more',
  decline: 'declines',
  'take-back': 'takes a decision back at',
};

/** `The programme-coordinator approves “admission/faculty”.` */
export function sayMove(wait: Wait, holder: Holder, { does, chose }: Pick<Move, 'does' | 'chose'>): string {
  const verb = does === 'go-on' ? goesOn[wait.what] : otherwise[does];
  return `${sayWho(holder)} ${verb} “${placeOf(wait)}”${chose === undefined ? '' : ` (${chose})`}.`;
}

export const placeOf = ({ task, item }: Pick<Wait, 'task' | 'item'>): string =>
  item === undefined ? task : `${task}/${item}`;

const sayWho = (holder: Holder): string => `The ${holderName(holder)}`;

/** `Time passes: the due date of “papers” is missed.` */
export function sayDue(item: DueItem): string {
  switch (item.kind) {
    case 'reminder':
      return `Time passes: “${item.clock}” is reminded of.`;
    case 'deadline':
      return `Time passes: the due date of “${item.clock}” is missed.`;
    case 'later':
      return `Time passes: “${item.clock}” is still not done.`;
    case 'opening':
      return `Time passes: the day comes on which “${item.task}” opens.`;
    case 'retry':
      return 'Time passes: the system tries again.';
  }
}

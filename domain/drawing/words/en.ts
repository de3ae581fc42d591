import type { StandingIs } from '../diagram.ts';
import type { Kind } from '../../tasks/index.ts';
import type { Outcome } from '../../mobility/state.ts';
import type { AttestedFact } from '../../tasks/attestation.ts';
import type { Anchor, Procedure, UnitRule } from '../../process/procedure.ts';

/** Whoever says something that another task is named in gives its title; nothing where it is hidden. */
export type NamedAnchor = Exclude<Anchor, { readonly task: string }> | { readonly title: string | undefined };

export interface Deciders {
  readonly who: string;
  readonly need: number | 'all';
  readonly of: number | undefined;
  readonly veto: boolean | undefined;
}

/** Every word of a drawing. */
export interface Words {
  readonly for: Readonly<Record<Procedure['for'], string>>;
  readonly size: (stages: number, tasks: number) => string;
  readonly start: string;
  readonly nomination: string;
  readonly from: (from: string, until: string) => string;
  readonly anyDay: string;
  readonly office: string;
  readonly told: (role: string) => string;
  readonly stage: (number: string, of: number) => string;
  readonly ofStaff: string;
  readonly kinds: Readonly<Record<Kind, string>>;
  readonly staffOnly: string;
  readonly names: Readonly<
    Record<
      | 'by'
      | 'to'
      | 'onlyIf'
      | 'after'
      | 'opens'
      | 'due'
      | 'reminders'
      | 'late'
      | 'again'
      | 'onRequest'
      | 'refused'
      | 'review'
      | 'approve'
      | 'about'
      | 'rules'
      | 'waits'
      | 'withdraw'
      | 'extend'
      | 'shorten'
      | 'until'
      | 'from',
      string
    >
  >;
  readonly person: string;
  readonly partner: string;
  readonly named: string;
  readonly memberOf: (role: string) => string;
  readonly roleAt: (role: string, unit: string) => string;
  readonly ruleAt: (role: string, at: UnitRule) => string;
  readonly partnerFrom: (title: string | undefined) => string;
  readonly or: (those: readonly string[]) => string;
  readonly and: (those: readonly string[]) => string;
  readonly decides: (deciders: Deciders) => string;
  readonly samePerson: string;
  readonly questions: (count: number, required: number) => string;
  readonly optional: string;
  readonly answer: Readonly<Record<'none' | 'read' | 'words', string>>;
  readonly order: Readonly<Record<'sequential' | 'parallel', string>>;
  readonly fact: Readonly<Record<AttestedFact, string>>;
  readonly certificate: string;
  readonly credits: (min: string, max: string) => string;
  readonly share: (percent: number) => string;
  readonly title: (number: string, title: string) => string;
  readonly hidden: string;
  readonly date: (year: number, month: number, day: number) => string;
  readonly yearly: (month: number, day: number) => string;
  readonly days: (days: number, working: boolean, direction: 'after' | 'before', from: NamedAnchor) => string;
  readonly remind: (days: readonly number[]) => string;
  readonly late: {
    readonly after: (days: number, what: string) => string;
    readonly escalate: (who: string) => string;
    readonly handOver: (who: string) => string;
    readonly remindEvery: (days: number) => string;
    readonly decide: Readonly<Record<'approve' | 'refuse', string>>;
    readonly goOn: string;
    readonly close: string;
    readonly end: string;
  };
  readonly repeat: (by: string, times: number | undefined, until: string | undefined) => string;
  readonly backTo: (title: string) => string;
  readonly anyTime: string;
  readonly life: (by: string, until: string | undefined) => string;
  readonly asks: (ask: string) => string;
  readonly longest: (days: number) => string;
  readonly withdrawByDefault: string;
  readonly stayByDefault: string;
  readonly ends: Readonly<Record<Exclude<Outcome, 'erased'>, string>>;
  readonly afterLast: string;
  readonly byWhom: string;
  readonly ended: string;
  readonly whenRefused: (titles: string) => string;
  readonly whenLate: (titles: string) => string;
  readonly never: string;
  readonly standing: {
    readonly now: (stage: string) => string;
    readonly ended: (outcome: string, date: string) => string;
    readonly stage: Readonly<Record<'past' | 'present' | 'to-come', string>>;
    readonly done: (date: string | undefined) => string;
    readonly open: (date: string | undefined) => string;
    readonly left: string;
    readonly passed: string;
    readonly toCome: string;
    readonly again: string;
    readonly notReached: string;
    readonly notAsked: string;
    readonly planned: (date: string) => string;
    readonly resolving: string;
    readonly decided: Readonly<Record<'approve' | 'refuse' | 'send-back', string>>;
    readonly approvals: (given: number, need: number) => string;
    readonly signed: string;
    readonly declined: string;
    readonly wait: (who: string, since: string, until: string | undefined) => string;
    readonly late: string;
    readonly paused: string;
    readonly stay: string;
  };
  /** Between a name and what is said of it. */
  readonly colon: string;
  /** Between two things said of the same. */
  readonly semicolon: string;
  readonly legend: string;
  readonly key: Readonly<Record<'stages' | 'arrow' | 'back' | 'dashed', string>>;
  readonly keyStanding: Readonly<Record<StandingIs, string>>;
}

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const many = (n: number, one: string): string => `${String(n)} ${one}${n === 1 ? '' : 's'}`;
const listed = (those: readonly string[], word: string): string =>
  those.length < 2 ? (those[0] ?? '') : `${those.slice(0, -1).join(', ')} ${word} ${those.at(-1) ?? ''}`;
const until = (date: string | undefined): string => (date === undefined ? '' : `, until ${date}`);
const anchor = (from: NamedAnchor): string => {
  if (typeof from !== 'string')
    return from.title === undefined ? 'a task of the staff is done' : `${from.title} is done`;
  return { opening: 'it opens', 'stay.start': 'the stay starts', 'stay.end': 'the stay ends' }[from];
};

export const en: Words = {
  for: { student: 'For students.', intern: 'For interns.', doctoral: 'For doctoral candidates.', staff: 'For staff.' },
  size: (stages, tasks) => `${many(stages, 'stage')}, ${many(tasks, 'task')}.`,
  start: 'Start',
  nomination: 'Nomination',
  from: (from, until) => `each year from ${from} until ${until}`,
  anyDay: 'on any day',
  office: 'Office',
  told: (role) => `${role} (told of whatever is late, unless a task says otherwise)`,
  stage: (number, of) => `Stage ${number} of ${String(of)}`,
  ofStaff: 'Handled by staff.',
  kinds: {
    form: 'Form',
    documents: 'Documents',
    agreement: 'Learning agreement',
    approval: 'Decision',
    signatures: 'Signatures',
    attestation: 'Attestation',
    grades: 'Results',
    transcript: 'Transcript',
    message: 'Message',
  },
  staffOnly: 'Staff only',
  names: {
    by: 'By',
    to: 'To',
    onlyIf: 'Only if',
    after: 'After',
    opens: 'Opens',
    due: 'Due',
    reminders: 'Reminders',
    late: 'If late',
    again: 'May be done again',
    onRequest: 'Only on request',
    refused: 'If refused',
    review: 'Checked by',
    approve: 'Approved by',
    about: 'About',
    rules: 'Rules',
    waits: 'Waits for',
    withdraw: 'Withdraw',
    extend: 'A longer stay',
    shorten: 'A shorter stay',
    until: 'Until',
    from: 'Taken',
  },
  person: 'the person',
  partner: 'the partner',
  named: 'somebody named',
  memberOf: (role) => `one of: ${role}`,
  roleAt: (role, unit) => `${role} (${unit})`,
  ruleAt: (role, at) =>
    ({
      institution: role,
      'mobility.unit': `${role} of the unit in charge`,
      'agreement.mainUnit': `${role} of the agreement's main unit`,
    })[at],
  partnerFrom: (title) => (title === undefined ? 'a partner' : `the partner named in ${title}`),
  or: (those) => listed(those, 'or'),
  and: (those) => listed(those, 'and'),
  decides: ({ who, need, of, veto }) => {
    const several = need === 'all' || need > 1;
    const count =
      need === 'all'
        ? 'all of: '
        : of !== undefined
          ? `${String(need)} of ${String(of)}: `
          : several
            ? `${String(need)} of: `
            : '';
    return `${count}${who}${veto === false ? ', no veto' : several ? ', one refusal refuses' : ''}`;
  },
  samePerson: 'One person may decide in several steps.',
  questions: (count, required) =>
    `${many(count, 'question')}${required === 0 ? '' : required === count ? ', all required' : `, ${String(required)} required`}`,
  optional: 'optional',
  answer: {
    none: 'No answer is waited for',
    read: 'Waits until it was read',
    words: 'Waits for an answer in words',
  },
  order: { sequential: 'One after the other', parallel: 'All at once' },
  fact: { arrived: 'the arrival, with its date', departed: 'the departure, with its date' },
  certificate: 'a certificate is made and sealed',
  credits: (min, max) => `${min} to ${max} ECTS`,
  share: (percent) => `at least ${String(percent)} % at the main unit`,
  title: (number, title) => `${number} ${title}`,
  hidden: 'a task of the staff',
  date: (year, month, day) => `${String(day)} ${months[month - 1] ?? ''} ${String(year)}`,
  yearly: (month, day) => `${String(day)} ${months[month - 1] ?? ''}`,
  days: (days, working, direction, from) =>
    days === 0
      ? `the day ${anchor(from)}`
      : `${many(days, working ? 'working day' : 'day')} ${direction} ${anchor(from)}`,
  remind: (days) => `${listed(days.map(String), 'and')} ${days.length === 1 && days[0] === 1 ? 'day' : 'days'} before`,
  late: {
    after: (days, what) => `after ${many(days, 'day')}, ${what}`,
    escalate: (who) => `${who} may act too`,
    handOver: (who) => `handed over to ${who}`,
    remindEvery: (days) => (days === 1 ? 'a reminder every day' : `a reminder every ${String(days)} days`),
    decide: { approve: 'counts as approved', refuse: 'counts as refused' },
    goOn: 'goes on without an answer',
    close: 'nothing more is taken',
    end: 'the file lapses',
  },
  repeat: (by, times, date) =>
    `${by}${times === undefined ? '' : `, at most ${times === 1 ? 'once' : `${String(times)} times`}`}${until(date)}`,
  backTo: (title) => `back to ${title}`,
  anyTime: 'At any time',
  life: (by, date) => `${by}${until(date)}`,
  asks: (ask) => `asked for by ${ask}`,
  longest: (days) => `at most ${many(days, 'day')} in all`,
  withdrawByDefault: 'the person, or staff who may',
  stayByDefault: 'staff who may',
  ends: { completed: 'Completed', refused: 'Refused', lapsed: 'Lapsed', withdrawn: 'Withdrawn' },
  afterLast: 'When the last stage is over.',
  byWhom: 'By',
  ended: 'the file ends',
  whenRefused: (titles) => `When refused in ${titles}.`,
  whenLate: (titles) => `When too late for ${titles}.`,
  never: 'No task leads here by itself.',
  standing: {
    now: (stage) => `The file is now in stage ${stage}.`,
    ended: (outcome, date) => `The file ended on ${date}: ${outcome.toLowerCase()}.`,
    stage: { past: 'Over', present: 'The file is here', 'to-come': 'To come' },
    done: (date) => (date === undefined ? 'Done' : `Done ${date}`),
    open: (date) => (date === undefined ? 'Open' : `Open since ${date}`),
    left: 'Left open at the end',
    passed: 'Passed over: its condition did not hold',
    toCome: 'To come',
    again: 'To come again',
    notReached: 'Not reached',
    notAsked: 'Not asked for',
    planned: (date) => `Opens ${date}`,
    resolving: 'Its holders are being looked up',
    decided: { approve: 'Approved', refuse: 'Refused', 'send-back': 'Sent back' },
    approvals: (given, need) => `${String(given)} of ${String(need)} approved`,
    signed: 'Signed',
    declined: 'Declined',
    wait: (who, since, date) => `${who}, since ${since}${until(date)}`,
    late: 'The date has passed',
    paused: 'its clock stands still',
    stay: 'Other dates were asked for',
  },
  colon: ': ',
  semicolon: '; ',
  legend: 'How to read it',
  key: {
    stages: 'Stages follow each other. Tasks of a stage that no arrow joins run at the same time.',
    arrow: 'Arrow: the second task opens when the first is done.',
    back: 'Dashed arrow at the right: where a refusal leads back to.',
    dashed: 'Dashed frame: may be done again, or is done only when somebody asks.',
  },
  keyStanding: { done: 'done', open: 'open', 'to-come': 'to come', passed: 'passed over' },
};

import { expect } from 'chai';
import { agreement, approval, attest, form, message, papers, stages, told } from './small-procedure.ts';

/** What is said of a task at a place: `error CODE` behind the path of the task. */
type Case = readonly [expected: readonly string[], text: string];
const at = (stage: number, task: number, rest: string): string =>
  `stages/${String(stage)}/tasks/${String(task)}/${rest}`;
const onRequest = 'repeat: { by: [person], onRequest: true }';

const groups: Readonly<Record<string, Readonly<Record<string, Case>>>> = {
  'the order of tasks': {
    'what comes after a circle never opens': [
      [
        `error after-cycle ${at(0, 0, 'after/0')}`,
        `error after-cycle ${at(0, 1, 'after/0')}`,
        `error unreachable ${at(0, 2, 'after')}`,
        'error unreachable stages/1/stage',
      ],
      stages([form('a', 'after: [b]'), form('b', 'after: [a]'), form('c', 'after: [b]')], [form('d')]),
    ],
    'stages that wait for each other': [
      [`error after-later-stage ${at(0, 0, 'after/0')}`, 'error unreachable stages/1/stage'],
      stages([form('a', 'after: [b]')], [form('b')]),
    ],
    'what is asked for in an earlier stage holds nothing up': [
      [`warning after-not-asked-for ${at(1, 0, 'after/0')}`],
      stages([form('a', onRequest), form('c')], [form('b', 'after: [a]')]),
    ],
    'what follows it in its stage waits to be asked for with it': [
      [],
      stages([form('a', onRequest), form('b', 'after: [a]'), form('c')]),
    ],
    'a file that nothing waits for': [['error ends-at-once stages'], stages([form('a', onRequest)])],
  },
  'going back': {
    'to a task that is not there': [
      [`error unknown-task ${at(0, 0, 'refused/backTo')}`],
      stages([approval('ok', 'by: office', 'refused: { backTo: a }')]),
    ],
    'to a message': [
      [`error wrong-return ${at(1, 0, 'refused/backTo')}`],
      stages([message('a')], [approval('ok', 'by: office', 'refused: { backTo: a }')]),
    ],
    'to what may come later': [
      [`error too-early ${at(0, 1, 'refused/backTo')}`],
      stages([form('a'), approval('ok', 'by: office', 'refused: { backTo: a }')]),
    ],
    'to what may be passed over': [
      [`warning may-be-missing ${at(1, 0, 'refused/backTo')}`],
      stages([form('a', "when: 'stay.days > 3'")], [approval('ok', 'by: office', 'refused: { backTo: a }')]),
    ],
    'to what somebody gives anew, refused by default': [
      [],
      stages(
        [form('a')],
        [approval('ok', 'by: office, due: 10d, missed: { decide: refuse }', 'refused: { backTo: a }')],
      ),
    ],
    'round and round by default': [
      [`error cycle-without-decision ${at(1, 1, 'refused')}`],
      stages(
        [papers('a', 'required: false')],
        [
          message('m', 'answer: read, due: 3d, missed: { goOn: true }'),
          approval('ok', 'by: office, due: 10d, missed: { decide: refuse }', 'refused: { backTo: a }, after: [m]'),
        ],
      ),
    ],
    'round and round but for somebody between': [
      [],
      stages(
        [papers('a', 'required: false'), attest('b', 'arrived', 'after: [a]')],
        [approval('ok', 'by: office, due: 10d, missed: { decide: refuse }', 'refused: { backTo: a }')],
      ),
    ],
  },
  partners: {
    'of a step who are no contact': [
      [`error not-a-contact ${at(1, 0, 'chain/0/partner')}`],
      stages([form('a')], [approval('ok', 'partner: a.age')]),
    ],
    'of a list of holders, in a form that may come later': [
      [`error too-early ${at(0, 1, 'chain/0/holders/1/partner')}`],
      stages([form('a'), approval('ok', 'holders: [{ by: office }, { partner: a.who }]')]),
    ],
    'of a message who need not be filled': [
      [`error contact-not-required ${at(1, 0, 'to/partner')}`],
      stages([form('a')], ['task: m, kind: message, to: { partner: a.home }, text: { en: Hello }']),
    ],
    'of a form that may be passed over': [
      [`warning may-be-missing ${at(1, 0, 'chain/0/partner')}`],
      stages([form('a', "when: 'stay.days > 3'")], [approval('ok', 'partner: a.who')]),
    ],
    'of a form with the same condition': [
      [],
      stages([form('a', "when: 'stay.days > 3'")], [approval('ok', 'partner: a.who', "when: 'stay.days > 3'")]),
    ],
  },
  chains: {
    'more than there are to be': [
      [`error quorum-impossible ${at(0, 0, 'chain/0/need')}`],
      stages([approval('ok', 'by: office, of: 2, need: 3')]),
    ],
    'more than are listed': [
      [`error quorum-impossible ${at(0, 0, 'chain/0/need')}`],
      stages([approval('ok', 'holders: [{ by: office }, { named: a@b.example }], need: 3')]),
    ],
    'two of one person': [
      [`error quorum-impossible ${at(0, 0, 'chain/0/need')}`],
      stages([approval('ok', 'named: a@b.example, need: 2')]),
    ],
    'somebody twice': [
      [`error holder-twice ${at(0, 0, 'chain/0/holders/1/named')}`],
      stages([approval('ok', 'holders: [{ named: a@b.example }, { named: A@b.example }], need: 2')]),
    ],
    'a number of those who are listed': [
      [`warning of-unused ${at(0, 0, 'chain/0/of')}`],
      stages([approval('ok', 'holders: [{ by: office }, { by: dean }], of: 2')]),
    ],
    'no veto where one is enough': [
      [`warning veto-unused ${at(0, 0, 'chain/0/veto')}`],
      stages([approval('ok', 'by: office, veto: false')]),
    ],
    'no veto where all must': [
      [`warning veto-unused ${at(0, 0, 'chain/0/veto')}`],
      stages([approval('ok', 'by: office, need: all, veto: false')]),
    ],
    'two of three without a veto': [[], stages([approval('ok', 'by: office, of: 3, need: 2, veto: false')])],
    'a chain that may be empty': [
      [`warning chain-may-be-empty ${at(0, 0, 'chain')}`],
      stages([approval('ok', "by: office, when: 'stay.days > 3'")]),
    ],
  },
  'what a missed deadline brings': {
    'a decision on a form': [
      [`error consequence-unfit ${at(0, 0, 'missed')}`],
      stages([form('a', 'due: 9d, missed: { decide: approve }')]),
    ],
    'going on without a form': [
      [`error consequence-unfit ${at(0, 0, 'missed')}`],
      stages([form('a', 'due: 9d, missed: { goOn: true }')]),
    ],
    'handing over what the person gives': [
      [`error consequence-unfit ${at(0, 0, 'missed')}`],
      stages([form('a', 'due: 9d, missed: { handOver: dean }')]),
    ],
    'handing over a committee': [
      [`error consequence-unfit ${at(0, 0, 'chain/0/missed')}`],
      stages([approval('ok', 'by: office, of: 3, need: 2, due: 9d, missed: { handOver: dean }')]),
    ],
    'a decision on a step': [[], stages([approval('ok', 'by: office, due: 9d, missed: { decide: approve }')])],
    'a list out of order': [
      [`warning missed-order ${at(0, 0, 'missed/1')}`],
      stages([form('a', 'due: 9d, missed: [{ days: 5d, escalate: dean }, { days: 2d, remindEvery: 1d }]')]),
    ],
    'two at once': [
      [`error missed-twice ${at(0, 0, 'missed/1')}`],
      stages([form('a', 'due: 9d, missed: [{ days: 0d, escalate: dean }, { days: 0d, remindEvery: 1d }]')]),
    ],
    'something after the end': [
      [`warning missed-unreachable ${at(0, 0, 'missed/1')}`],
      stages([form('a', 'due: 9d, missed: [{ days: 0d, end: true }, { days: 2d, escalate: dean }]')]),
    ],
  },
  days: {
    'from a task that is not there': [
      [`error unknown-task ${at(0, 0, 'due/after')}`],
      stages([form('a', 'due: { days: 3, after: b }')]),
    ],
    'from a task of a later stage': [
      [`error date-unknown ${at(0, 0, 'opens/after')}`],
      stages([form('a', 'opens: { days: 3, after: b }')], [form('b')]),
    ],
    'from a task that may come later': [
      [`warning date-may-be-unknown ${at(0, 0, 'due/before')}`],
      stages([form('a', 'due: { days: 3, before: b }'), form('b')]),
    ],
    'from a task that is done': [[], stages([form('b')], [form('a', 'due: { days: 3, after: b }')])],
    'of a step, from a task of a later stage': [
      [`error date-unknown ${at(0, 0, 'chain/0/due/after')}`],
      stages([approval('ok', 'by: office, due: { days: 3, after: b }')], [form('b')]),
    ],
    'until a task that is not there': [
      [`error unknown-task ${at(0, 0, 'repeat/until/after')}`],
      stages([form('a', 'repeat: { by: [person], until: { days: 3, after: b } }')]),
    ],
    'of an answer that is not asked for': [
      [`warning due-unused ${at(0, 0, 'due')}`],
      stages([message('m', 'due: 9d')]),
    ],
    'before what is waited for is due': [
      [`warning due-before-open ${at(0, 1, 'due')}`],
      stages([
        form('a', 'due: { days: 60, before: stay.start }'),
        form('b', 'after: [a], due: { days: 90, before: stay.start }'),
      ]),
    ],
    'before what an earlier stage waits for is due': [
      [`warning due-before-open ${at(2, 0, 'due')}`],
      stages(
        [form('a', 'due: { days: 20, before: stay.start }')],
        [form('b', 'due: 15d')],
        [form('c', 'due: { days: 10, before: stay.start }')],
      ),
    ],
    'before the stay, after its end': [
      [`warning due-before-open ${at(1, 0, 'due')}`],
      stages(
        [attest('a', 'departed', 'due: { days: 5, after: stay.end }')],
        [form('c', 'due: { days: 4, after: stay.start }')],
      ),
    ],
    'before it opens': [
      [`warning due-before-opens ${at(0, 0, 'due')}`],
      stages([form('a', 'opens: { date: 2026-05-01 }, due: { date: 2026-04-01 }')]),
    ],
    'after what is asked for and holds nothing up': [
      [],
      stages(
        [form('a', `due: { days: 1, after: stay.end }, ${onRequest}`), form('c')],
        [form('b', 'due: { days: 9, before: stay.start }')],
      ),
    ],
  },
  'other rules': {
    'a repetition that changes nothing': [
      [`warning repeat-unfit ${at(1, 0, 'repeat')}`],
      stages([agreement('la')], [approval('ok', 'by: office', 'of: la, repeat: { by: [office] }')]),
    ],
    'what its holder does not see': [
      [`error hidden-from-holder ${at(0, 0, 'visibility')}`],
      stages([form('a', 'visibility: staff')]),
    ],
    'what only staff see and do': [[], stages([attest('a', 'arrived', 'visibility: staff')])],
    'a name that conditions have': [[`error reserved-name ${at(0, 0, 'task')}`], stages([form('stay')])],
    'a name that dates have': [[`error reserved-name ${at(0, 0, 'task')}`], stages([form('opening')])],
  },
};

describe('what a procedure means', () => {
  for (const [group, cases] of Object.entries(groups))
    describe(group, () => {
      for (const [what, [expected, text]] of Object.entries(cases))
        it(what, () => {
          expect(told(text)).to.have.members([...expected]);
        });
    });

  it('tells days that are past, where it is told what day it is', () => {
    const text = stages([form('a', 'opens: { date: 2026-01-01 }, due: { date: 2026-02-01 }')]);
    expect(told(text)).to.deep.equal([]);
    expect(told(text, undefined, '2026-01-01')).to.deep.equal([]);
    expect(told(text, undefined, '2026-01-02')).to.deep.equal([`warning date-past ${at(0, 0, 'opens/date')}`]);
    expect(told(text, undefined, '2026-03-01')).to.have.length(2);
  });
});

import { expect } from 'chai';
import { due } from '../../../domain/mobility/due.ts';
import { waitsOf } from '../../../domain/mobility/waits.ts';
import { procedureSchema } from '../../../domain/process/schema.ts';
import { isRefusal } from '../../../domain/refusal.ts';
import { born, stateOf } from '../../support/journey.ts';
import {
  accepted,
  birthOf,
  officer,
  registry,
  send,
  staff,
  start,
  student,
  system,
  type Driven,
} from '../../support/mobility.ts';
import { mails, opened, refused, small, taskIn, types } from '../../support/small.ts';

const title = { en: 'Title', fr: 'Titre' };
const field = { field: 'a', type: 'text', label: { en: 'A' } };
const form = (task: string, more: object = {}) => ({
  task,
  kind: 'form' as const,
  by: 'person',
  fields: [field],
  ...more,
});
const attest = (task: string, more: object = {}) => ({
  task,
  kind: 'attestation' as const,
  by: 'registry',
  fact: 'arrived',
  ...more,
});
const fill = (driven: Driven, task: string, answers: Readonly<Record<string, string | number>> = {}): unknown =>
  accepted(driven, student, { type: 'submit-form', task, version: taskIn(driven, task, 'form').version, answers });
const tick = (driven: Driven): void => {
  driven.now = due(stateOf(driven))?.at ?? '';
  accepted(driven, system, { type: 'tick' });
};
const open = (driven: Driven): string[] =>
  Object.values(stateOf(driven).tasks)
    .filter((t) => t.status === 'open')
    .map((t) => t.task);
const chief = staff('hugo', 'head-of-office', ['university'], {
  permissions: ['see-files', 'reassign', 'move-deadlines', 'message', 'change-stay'],
});

describe('a task with a condition', () => {
  it('is passed over where it does not hold; what comes after it opens', () => {
    const driven = opened([form('a', { when: "home.country == 'FR'" }), form('b', { after: ['a'] })]);
    expect(open(driven)).to.deep.equal(['b']);
    expect(stateOf(driven).passed).to.deep.equal(['a']);
    fill(driven, 'b');
    expect(stateOf(driven).outcome).to.equal('completed');
  });

  it('is asked anew when the file goes back', () => {
    const level = { field: 'level', type: 'text', label: { en: 'Level' } };
    const driven = opened([
      { task: 'details', kind: 'form', by: 'person', fields: [level], repeat: { by: ['person'] } },
      form('b', { after: ['details'], when: "details.level == 'doctorate'" }),
      form('c'),
    ]);
    fill(driven, 'details', { level: 'master' });
    expect(open(driven)).to.deep.equal(['c']);
    accepted(driven, student, { type: 'begin-again', task: 'details', reason: 'A slip' });
    expect(stateOf(driven).passed).to.equal(undefined);
    fill(driven, 'details', { level: 'doctorate' });
    expect(open(driven)).to.have.members(['c', 'b']);
  });

  it('shows or hides fields by the answers of the same form, and keeps nothing of what is hidden', () => {
    const yes = { field: 'visa', type: 'yes-no', label: { en: 'Visa' }, required: true };
    const number = { field: 'number', type: 'text', label: { en: 'No' }, required: true, when: 'details.visa' };
    const driven = opened([{ task: 'details', kind: 'form', by: 'person', fields: [yes, number] }]);
    const { version } = taskIn(driven, 'details', 'form');
    const act = { type: 'submit-form', task: 'details', version } as const;
    expect(refused(driven, student, { ...act, answers: { visa: true } })).to.equal('missing-answer answers/number');
    accepted(driven, student, { ...act, answers: { visa: false, number: 'hidden' } });
    expect(taskIn(driven, 'details', 'form').data.answers).to.deep.equal({ visa: false });
    const submitted = driven.events.find((e) => e.event.type === 'form-submitted')?.event;
    expect(submitted).to.have.nested.property('conditions.number.result', false);
  });

  it('does not ask for a document whose condition does not hold', () => {
    const document = (name: string, more: object = {}): object => ({ document: name, title, ...more });
    const driven = opened([
      {
        task: 'papers',
        kind: 'documents',
        documents: [document('insurance', { when: "home.country != 'PT'" }), document('passport')],
      },
    ]);
    expect(waitsOf(stateOf(driven)).map((w) => w.item)).to.deep.equal(['passport']);
  });
});

describe('a task with a day of its own', () => {
  it('opens on it, by itself', () => {
    const driven = opened([form('a', { opens: { date: '2026-04-15' } }), form('b')]);
    expect(open(driven)).to.deep.equal(['b']);
    fill(driven, 'b');
    expect(stateOf(driven).status).to.equal('open');
    expect(due(stateOf(driven))).to.deep.include({ kind: 'opening', task: 'a', at: '2026-04-14T22:00:00.000Z' });
    tick(driven);
    expect(open(driven)).to.deep.equal(['a']);
  });

  it('counts from when another was done, and in working days', () => {
    const driven = opened([
      form('a'),
      form('b', { after: ['a'], due: { days: 3, after: 'a' } }),
      form('c', { after: ['a'], due: { days: 5, after: 'opening', counting: 'working' } }),
    ]);
    driven.now = '2026-03-06T10:00:00.000Z';
    fill(driven, 'a');
    expect(stateOf(driven).clocks['b']?.due.date).to.equal('2026-03-09');
    // From a Friday over a weekend.
    expect(stateOf(driven).clocks['c']?.due.date).to.equal('2026-03-13');
  });

  it('moves with the stay while it has not come', () => {
    const driven = opened([form('a', { opens: { days: 30, before: 'stay.start' } }), form('b')]);
    expect(stateOf(driven).planned?.['a']?.date).to.equal('2026-08-02');
    accepted(driven, officer, { type: 'change-stay', start: '2026-10-01', end: '2027-06-30', reason: 'Visa' });
    expect(stateOf(driven).planned?.['a']?.date).to.equal('2026-09-01');
  });

  it('closes after it, until staff give more time', () => {
    const driven = opened([form('a', { due: '10d', missed: { close: true } })]);
    tick(driven);
    const { version } = taskIn(driven, 'a', 'form');
    const act = { type: 'submit-form', task: 'a', version, answers: {} } as const;
    expect(refused(driven, student, act)).to.equal('window-closed');
    expect(refused(driven, student, { type: 'move-deadline', task: 'a', date: '2026-04-01', reason: 'x' })).to.equal(
      'own-file',
    );
    expect(refused(driven, chief, { type: 'move-deadline', task: 'a', date: '2026-03-01', reason: 'x' })).to.equal(
      'wrong-date date',
    );
    accepted(driven, chief, { type: 'move-deadline', task: 'a', date: '2026-04-01', reason: 'She was ill' });
    accepted(driven, student, act);
    expect(stateOf(driven).outcome).to.equal('completed');
  });
});

describe('what is late', () => {
  it('goes through its consequences, each on its day, and stops when it is done', () => {
    const driven = opened([
      attest('a', {
        due: '10d',
        missed: [
          { days: '0d', remindEvery: '3d' },
          { days: '5d', escalate: 'head-of-office' },
          { days: '8d', handOver: 'international-officer', at: 'mobility.unit' },
          { days: '12d', end: true },
        ],
      }),
    ]);
    const days: string[] = [];
    for (let item = due(stateOf(driven)); item !== null; item = due(stateOf(driven))) {
      driven.now = item.at;
      accepted(driven, system, { type: 'tick' });
      days.push(`${item.at.slice(5, 10)} ${item.kind}`);
    }
    expect(days).to.deep.equal([
      '03-12 deadline',
      '03-16 reminder',
      '03-17 later',
      '03-19 reminder',
      '03-20 later',
      '03-22 reminder',
      '03-24 later',
    ]);
    expect(stateOf(driven).outcome).to.equal('lapsed');
    expect(taskIn(driven, 'a', 'attestation').handed?.map((h) => h.how)).to.deep.equal(['besides', 'instead']);
  });

  it('may be done by who it was handed to, and after a hand-over by nobody else', () => {
    const driven = opened([attest('a', { due: '10d', missed: { handOver: 'head-of-office' } })]);
    tick(driven);
    const { version } = taskIn(driven, 'a', 'attestation');
    driven.now = '2026-09-02T10:00:00.000Z';
    const act = { type: 'attest', task: 'a', version, date: '2026-09-01' } as const;
    expect(refused(driven, registry, act)).to.equal('not-yours');
    accepted(driven, chief, act);
  });

  it('is given to somebody else with a reason, never to the person of the file', () => {
    const driven = opened([attest('a')]);
    const to = { person: 'karim' };
    const act = { type: 'reassign', task: 'a', to, reason: 'On leave' } as const;
    expect(refused(driven, registry, act)).to.equal('forbidden');
    expect(refused(driven, chief, act)).to.equal('not-found to');
    expect(
      refused(driven, chief, { ...act, to: { person: 'student-1' } }, { person: { person: 'student-1', name: 'Ana' } }),
    ).to.equal('own-file to');
    accepted(driven, chief, act, { person: { person: 'karim', name: 'Karim' } });
    expect(mails(driven, 'waits-for-you').at(-1)?.recipient).to.deep.equal({ to: 'somebody', person: 'karim' });
    driven.now = '2026-09-02T10:00:00.000Z';
    const { version } = taskIn(driven, 'a', 'attestation');
    expect(refused(driven, registry, { type: 'attest', task: 'a', version, date: '2026-09-01' })).to.equal('not-yours');
    accepted(driven, staff('karim', 'nothing', []), { type: 'attest', task: 'a', version, date: '2026-09-01' });
  });

  it('is reminded by hand once in four hours', () => {
    const driven = opened([attest('a')]);
    accepted(driven, student, { type: 'remind', task: 'a' });
    expect(mails(driven, 'reminder')).to.have.length(1);
    expect(refused(driven, chief, { type: 'remind', task: 'a' })).to.equal('reminded-already');
    driven.now = '2026-03-02T14:00:01.000Z';
    accepted(driven, chief, { type: 'remind', task: 'a' });
  });
});

describe('a task that is done anew', () => {
  const changes = form('changes', {
    repeat: { by: ['person'], times: 2, onRequest: true, until: { days: 0, before: 'stay.end' } },
  });

  it('waits to be asked for, with all that comes after it, and holds nothing up until then', () => {
    const driven = opened([form('a'), changes, form('agreed', { after: ['changes'] })]);
    expect(open(driven)).to.deep.equal(['a']);
    fill(driven, 'a');
    expect(stateOf(driven).outcome).to.equal('completed');
  });

  it('is asked for so often, by those whom the procedure names, until the day it says', () => {
    const driven = opened([form('a'), changes, attest('agreed', { after: ['changes'], by: 'registry' })]);
    const begin = { type: 'begin-again', task: 'changes', reason: 'Another course' } as const;
    expect(refused(driven, officer, begin)).to.equal('forbidden');
    for (let n = 0; n < 3; n += 1) {
      accepted(driven, student, begin);
      expect(open(driven)).to.include('changes');
      expect(refused(driven, student, begin)).to.equal('not-ready task');
      fill(driven, 'changes');
    }
    expect(open(driven)).to.have.members(['a', 'agreed']);
    expect(refused(driven, student, begin)).to.equal('too-often task');
    expect(refused(driven, student, { ...begin, task: 'a' })).to.equal('not-repeatable task');
    const late = opened([form('a'), changes]);
    late.now = '2027-07-01T10:00:00.000Z';
    expect(refused(late, student, begin)).to.equal('time-is-over task');
  });
});

describe('a message', () => {
  const message = (answer: string, more: object = {}) => ({
    task: 'm',
    kind: 'message' as const,
    to: 'person',
    text: { en: 'Bring your passport.', fr: 'Apportez votre passeport.' },
    answer,
    ...more,
  });

  it('is sent, and is waited for as far as the procedure says', () => {
    expect(stateOf(opened([message('none')])).outcome).to.equal('completed');
    const read = opened([message('words')]);
    expect(mails(read, 'message')[0]).to.deep.include({
      text: { en: 'Bring your passport.', fr: 'Apportez votre passeport.' },
    });
    const { version } = taskIn(read, 'm', 'message');
    expect(refused(read, student, { type: 'answer-message', task: 'm', version })).to.equal('missing-answer words');
    accepted(read, student, { type: 'answer-message', task: 'm', version, words: 'I shall.' });
    expect(stateOf(read).outcome).to.equal('completed');
  });

  it('is waited for no longer than its time, where the procedure goes on', () => {
    const driven = opened([message('read', { due: '5d', missed: { goOn: true } })]);
    tick(driven);
    expect(taskIn(driven, 'm', 'message').outcome).to.equal('no-answer');
    expect(stateOf(driven).outcome).to.equal('completed');
  });
});

describe('the whole stay', () => {
  const withRules = (rules: object): Driven =>
    born(
      procedureSchema.parse({
        ...small([form('a')]),
        ...rules,
        stages: [{ stage: 's', title, tasks: [form('a', { title })] }],
      }),
    );

  it('is withdrawn from by whom the procedure names, and by the person until the day it says', () => {
    const driven = withRules({ withdraw: { by: ['person'], until: { days: 0, before: 'stay.start' } } });
    expect(refused(driven, officer, { type: 'withdraw', reason: 'x' })).to.equal('forbidden');
    driven.now = '2026-09-02T10:00:00.000Z';
    expect(refused(driven, student, { type: 'withdraw', reason: 'x' })).to.equal('time-is-over');
  });

  it('is made longer by those whom the procedure names; others ask, and are answered', () => {
    const driven = withRules({ extend: { by: ['head-of-office'], ask: ['person'], longest: 330 } });
    const longer = { start: '2026-09-01', end: '2027-07-20', reason: 'One exam more' };
    expect(refused(driven, officer, { type: 'change-stay', ...longer })).to.equal('forbidden');
    expect(refused(driven, student, { type: 'change-stay', ...longer })).to.equal('own-file');
    expect(refused(driven, student, { type: 'ask-stay', ...longer, end: '2027-08-30' })).to.equal('wrong-date end');
    accepted(driven, student, { type: 'ask-stay', ...longer });
    expect(waitsOf(stateOf(driven)).at(-1)).to.deep.include({ task: 'stay', what: 'decide-stay' });
    accepted(driven, chief, { type: 'refuse-stay', reason: 'The rooms are taken' });
    expect(stateOf(driven).stayAsked).to.equal(undefined);
    expect(mails(driven, 'stay-refused')[0]).to.deep.include({ words: 'The rooms are taken' });
    accepted(driven, student, { type: 'ask-stay', ...longer });
    accepted(driven, chief, { type: 'change-stay', ...longer });
    expect(stateOf(driven).stay.end).to.equal('2027-07-20');
    expect(types(driven)).to.include('stay-changed');
    expect(stateOf(driven).stayAsked).to.equal(undefined);
  });

  it('is changed as asked by who is asked, also where their role has no permission to change it', () => {
    const driven = opened([form('a')]);
    const clerk = staff('ines', 'international-officer', ['university'], { permissions: ['see-files'] });
    const asked = { start: '2026-09-01', end: '2027-07-20', reason: 'One exam more' };
    expect(refused(driven, clerk, { type: 'change-stay', ...asked })).to.equal('forbidden');
    accepted(driven, student, { type: 'ask-stay', ...asked });
    expect(refused(driven, clerk, { type: 'change-stay', ...asked, end: '2027-07-21' })).to.equal('forbidden');
    accepted(driven, clerk, { type: 'change-stay', ...asked });
    expect(stateOf(driven).stay.end).to.equal('2027-07-20');
  });

  it('begins only with a nomination in the days that the procedure takes them', () => {
    const procedure = procedureSchema.parse({
      ...small([form('a')]),
      nominations: [{ from: '11-15', until: '01-31' }],
      stages: [{ stage: 's', title, tasks: [form('a', { title })] }],
    });
    const nominated = (now: string): string => {
      const driven = start(procedure, now);
      const act = {
        type: 'create',
        reference: 'CAEN-2026-000001',
        institution: 'caen',
        birth: birthOf(procedure),
      } as const;
      const done = send(driven, system, act);
      return isRefusal(done) ? done.code : 'taken';
    };
    expect(nominated('2026-03-02T10:00:00.000Z')).to.equal('nominations-closed');
    expect(nominated('2026-12-24T10:00:00.000Z')).to.equal('taken');
    expect(nominated('2026-01-31T22:59:00.000Z')).to.equal('taken');
    expect(nominated('2026-01-31T23:01:00.000Z')).to.equal('nominations-closed');
  });
});

import { expect } from 'chai';
import type { AgreementDraft, AgreementFacts, ComponentChoice } from '../../../domain/agreement/content.ts';
import { newestRevision } from '../../../domain/mobility/agreement.ts';
import { courses, stateOf } from '../../support/journey.ts';
import { accepted, coordinator, officer, student, type Driven } from '../../support/mobility.ts';
import { opened, refused, taskIn } from '../../support/small.ts';

const rules = { ects: { min: 20, max: 35 }, mainUnitShare: 50 };
const twice = (): Driven =>
  opened([
    { task: 'la', kind: 'agreement', rules },
    {
      task: 'check',
      kind: 'approval',
      after: ['la'],
      of: 'la',
      chain: [{ step: 'one', by: 'programme-coordinator', at: 'agreement.mainUnit' }],
    },
  ]);
const draft = (components: readonly ComponentChoice[], more: Partial<AgreementDraft> = {}): AgreementDraft => ({
  mainUnit: 'sciences',
  language: 'fr',
  languageLevel: 'B2',
  components,
  recognised: [],
  responsibleHome: { name: 'Rui', email: 'rui@porto.example' },
  ...more,
});
const picked = (...codes: readonly string[]): readonly ComponentChoice[] =>
  codes.map((course) => ({ course, term: 'S1' }));
const good = picked('INF1', 'INF2', 'LAN1');
const submit = (content: AgreementDraft, basedOn: string | null = null) => ({
  type: 'submit-agreement' as const,
  task: 'la',
  basedOn,
  content,
});
const no = (content: AgreementDraft, facts: AgreementFacts = courses): string =>
  refused(twice(), student, submit(content), { agreement: facts });

describe('a learning agreement', () => {
  it('takes titles, credits and units from the catalogue, never from the person', () => {
    const driven = twice();
    accepted(driven, student, submit(draft(good)), { agreement: courses });
    const revision = newestRevision(stateOf(driven), 'la');
    expect(revision?.content.components[1]).to.deep.equal({
      code: 'INF2',
      title: 'Networks',
      term: 'S1',
      ects: 1200,
      course: 'INF2',
      unit: 'sciences',
      language: 'en',
    });
    expect(revision?.totals).to.deep.equal({ ects: 3000, mainUnitShare: 60 });
  });

  it('refuses courses that are not there, or not in that term, or chosen twice', () => {
    expect(no(draft(picked('INF1', 'NONE')))).to.equal('unknown-course content/components/1');
    expect(no(draft(picked('constructor')))).to.equal('unknown-course content/components/0');
    expect(no(draft([{ course: 'INF1', term: 'S2' }]))).to.equal('wrong-answer content/components/0/term');
    expect(no(draft([...good, { course: 'INF1', term: 'S1' }]))).to.equal('wrong-answer content/components/3');
    expect(no(draft([...good, { code: 'INF1', title: 'Typed', term: 'S1', ects: 100 }]))).to.equal(
      'wrong-answer content/components/3',
    );
    expect(no(draft(good), { courses: [], units: ['sciences'] })).to.equal('unknown-course content/components/0');
  });

  it('refuses a faculty that is not there, and everything when nothing was looked up', () => {
    expect(no(draft(good, { mainUnit: 'law' }))).to.equal('wrong-answer content/mainUnit');
    expect(refused(twice(), student, submit(draft(good)))).to.equal('wrong-answer content/mainUnit');
  });

  it('holds the rules of the procedure', () => {
    expect(no(draft([]))).to.equal('rule-broken content/components');
    expect(no(draft(picked('INF1', 'INF2')))).to.equal('rule-broken content/components');
    expect(no(draft([...good, { code: 'X', title: 'Too much', term: 'S2', ects: 501 }]))).to.equal(
      'rule-broken content/components',
    );
    expect(no(draft(good, { mainUnit: 'languages' }))).to.equal('rule-broken content/components');
  });

  it('takes two hundred components, and typed ones', () => {
    const driven = opened(
      [{ task: 'la', kind: 'agreement', rules: {} }],
      [{ task: 'x', kind: 'attestation', by: 'registry', fact: 'arrived' }],
    );
    const many = Array.from({ length: 200 }, (_, n): ComponentChoice => ({
      code: `C${String(n)}`,
      title: 'Typed',
      term: 'S1',
      ects: 15,
    }));
    accepted(driven, student, submit(draft(many)), { agreement: courses });
    expect(newestRevision(stateOf(driven), 'la')?.totals).to.deep.equal({ ects: 3000, mainUnitShare: 0 });
  });

  it('names each revision by its hash: another number, content or file is another hash', () => {
    const driven = twice();
    accepted(driven, student, submit(draft(good)), { agreement: courses });
    const first = newestRevision(stateOf(driven), 'la')?.hash ?? '';
    expect(first).to.match(/^[0-9a-f]{64}$/);
    accepted(driven, coordinator, {
      type: 'decide-step',
      task: 'check',
      step: 'one',
      round: 1,
      subject: first,
      decision: 'send-back',
      reason: 'One more.',
      to: 'la',
    });
    expect(refused(driven, student, submit(draft(good)), { agreement: courses })).to.equal('stale-subject basedOn');
    expect(refused(driven, student, submit(draft(good), 'f'.repeat(64)), { agreement: courses })).to.equal(
      'stale-subject basedOn',
    );
    accepted(driven, student, submit(draft(good), first), { agreement: courses });
    const revisions = taskIn(driven, 'la', 'agreement').data.revisions;
    expect(revisions.map((r) => r.revision)).to.deep.equal([1, 2]);
    expect(revisions[1]?.hash).to.not.equal(first);
    expect(revisions[0]?.hash).to.equal(first);
  });

  it('is the person’s alone to submit', () => {
    expect(refused(twice(), officer, submit(draft(good)), { agreement: courses })).to.equal('not-yours');
  });
});

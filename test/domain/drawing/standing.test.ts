import { expect } from 'chai';
import { draw } from '../../../domain/drawing/draw.ts';
import { exampleProcedure } from '../../support/procedures.ts';
import {
  born,
  decision,
  fillDetails,
  givePapers,
  stateOf,
  submitAgreement,
  wholeMobility,
} from '../../support/journey.ts';
import { accepted, coordinator, student, type Driven } from '../../support/mobility.ts';
import { small } from '../../support/small.ts';
import { faultOf, lettersOf } from './xml.ts';

const drawn = (driven: Driven, language: 'en' | 'fr' = 'en') =>
  draw(driven.procedure, { language, state: stateOf(driven) });

describe('drawing where a file stands', () => {
  const caen = exampleProcedure('caen', 'erasmus-study');
  const halfway = (): Driven => {
    const driven = born(caen);
    fillDetails(driven);
    givePapers(driven);
    submitAgreement(driven);
    accepted(driven, coordinator, { ...decision(driven, 'faculty'), decision: 'approve' });
    return driven;
  };

  it('says what is done, who has it since when until when, and what is to come', () => {
    const { svg, text } = drawn(halfway());
    expect(faultOf(svg)).to.equal(undefined);
    for (const said of [
      'The file is now in stage 2 Learning agreement.',
      'Stage 1 of 4: Application — Over.',
      'Stage 2 of 4: Learning agreement — The file is here.',
      '1.1 Your details (Form) — Done 2 March 2026.',
      '2.2 Approval of the agreement (Decision) — Open since 2 March 2026.',
      '1. Programme coordinator — Approved.',
      '2. International office — Open.',
      'Waits for: international officer (university), since 2 March 2026, until 12 March 2026.',
      '3.1 Certificate of arrival (Attestation) — To come.',
    ])
      expect(text).to.include(said);
    expect(lettersOf(svg)).to.include('Waitsfor:internationalofficer(university),since2March2026,until12March2026');
    expect(svg).to.match(/class="stage present"/);
    expect(svg).to.match(/class="card open"/);
    expect(drawn(halfway(), 'fr').text).to.include(
      '2.2 Validation du contrat (Décision) — En cours depuis le 2 mars 2026.',
    );
  });

  it('names nobody', () => {
    for (const driven of [halfway(), wholeMobility(caen)]) {
      const { svg, text } = drawn(driven);
      expect(svg + text).not.to.match(/Ana|Silva|Rui|Costa|claire|ines|porto\.example/);
    }
  });

  it('shows the end that a file has reached', () => {
    const { svg, text } = drawn(wholeMobility(caen));
    expect(text).to.match(/The file ended on \d+ July 2027: completed\./);
    expect(text).not.to.match(/To come|Waits for:/);
    expect(svg).to.match(/class="terminal reached"/);
    const gone = halfway();
    accepted(gone, student, { type: 'withdraw', reason: 'Illness' });
    const left = drawn(gone).text;
    expect(left).to.include('The file ended on 2 March 2026: withdrawn.');
    expect(left).to.include('2.2 Approval of the agreement (Decision) — Left open at the end.');
    expect(left).to.include('4.1 Results (Results) — Not reached.');
    expect(left).not.to.include('Illness');
  });

  it('tells what was passed over from what is planned and what nobody asked for', () => {
    const fields = [{ field: 'f', type: 'text', label: { en: 'F' } }];
    const driven = born(
      small([
        { task: 'only-french', kind: 'form', by: 'person', fields, when: "home.country == 'FR'" },
        { task: 'asked', kind: 'form', by: 'person', fields, repeat: { by: ['person'], onRequest: true } },
        { task: 'later', kind: 'form', by: 'person', fields, opens: { date: '2026-05-01' } },
        { task: 'now', kind: 'form', by: 'person', fields },
      ]),
    );
    const { text } = drawn(driven);
    for (const said of [
      'Passed over: its condition did not hold',
      'Not asked for',
      'Opens 1 May 2026',
      'Open since 2 March 2026',
    ])
      expect(text.split(`— ${said}.`)).to.have.length(2);
  });
});

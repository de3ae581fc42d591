import { expect } from 'chai';
import { draw, forEverybody } from '../../../domain/drawing/draw.ts';
import { tasksOf } from '../../../domain/process/procedure.ts';
import { kinds } from '../../../domain/tasks/index.ts';
import { everything, samples } from './samples.ts';
import { faultOf, lettersOf } from './xml.ts';

const bare = (text: string): string => text.replace(/\s+/g, '');

describe('drawing a procedure', () => {
  for (const [name, procedure] of samples)
    for (const language of ['en', 'fr'] as const)
      for (const width of ['wide', 'narrow'] as const)
        it(`is well-formed, whole and the same each time: ${name}, ${language}, ${width}`, () => {
          const { svg, text } = draw(procedure, { language, width });
          expect(draw(structuredClone(procedure), { language, width })).to.deep.equal({ svg, text });
          expect(faultOf(svg)).to.equal(undefined);
          const letters = lettersOf(svg);
          for (const { title } of [...procedure.stages, ...tasksOf(procedure)]) {
            expect(letters).to.include(bare(title[language] ?? ''));
            expect(text).to.include(title[language]);
          }
          expect(svg).to.match(/ role="img" /);
          expect(svg).to.include(`<title id="diagram-title">${procedure.title[language] ?? ''}</title>`);
          expect(svg).not.to.match(/<script|<foreignObject|<image|href|url\(|@import|\son\w+=/i);
        });

  it('says in the picture what it says in the outline', () => {
    const { svg, text } = draw(everything(), { language: 'en' });
    const letters = lettersOf(svg);
    const lines = text.split('\n').filter((line) => line.startsWith('   ') && !line.includes('After: '));
    expect(lines.length).to.be.greaterThan(60);
    for (const line of lines) expect(letters).to.include(bare(line.trim().replace(/\.$/, '')));
  });

  it('has every kind of task, and says what is peculiar to each', () => {
    const procedure = everything();
    expect([...new Set(tasksOf(procedure).map(({ kind }) => kind))].sort()).to.deep.equal(Object.keys(kinds).sort());
    const { text } = draw(procedure, { language: 'en' });
    for (const said of [
      'Taken: each year from 15 November until 31 January and each year from 1 April until 15 May.',
      "Only if: home.country != 'FR'.",
      'Due: 15 May 2026.',
      'Due: 10 working days after it opens.',
      'Due: 30 days after 3.3 Departure is done.',
      'If late: nothing more is taken.',
      'If late: a reminder every 7 days.',
      'If late: head of office may act too; after 5 days, handed over to head of office; after 10 days, counts as refused.',
      'If late: counts as approved.',
      'If late: goes on without an answer.',
      'If late: the file lapses.',
      'May be done again: the person, at most 10 times, until the day the stay ends.',
      'Only on request: the person or programme coordinator.',
      'If refused: back to 1.1 Your details.',
      '2 of 3: study board of the unit in charge, no veto.',
      'All of: programme coordinator, somebody named and the partner named in 1.1 Your details, one refusal refuses.',
      '1.3 First look of the office (Form, Staff only).',
      'To: the partner named in 1.1 Your details.',
      'Waits for an answer in words.',
      'Opens: 30 days before the stay starts.',
      'When too late for 2.1 Learning agreement.',
      'A longer stay: head of office, until 30 days before the stay ends; asked for by the person; at most 365 days in all.',
    ])
      expect(text).to.include(said);
    expect(text).not.to.include('dean@caen.example');
  });

  it('names roles and units as the institution does', () => {
    const names = { roles: { 'international-officer': { fr: 'Chargée de mobilité' } }, units: {} };
    const { text } = draw(everything(), { language: 'fr', names });
    expect(text).to.include('Service\u00a0: Chargée de mobilité (prévenu de tout retard');
    expect(text).to.include('Par\u00a0: registry.');
  });

  it('leaves out what only staff see, and what it is called', () => {
    const whole = draw(everything(), { language: 'en' });
    const { svg, text } = draw(everything(), { language: 'en', shown: forEverybody });
    expect(whole.text).to.include('First look');
    expect(svg + text).not.to.include('First look');
    expect(svg + text).not.to.include('Staff only');
    expect(text).to.include('After: 1.3 Admission and 1.4 Question to the home coordinator.');
  });
});

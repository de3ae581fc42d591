import { expect } from 'chai';
import { compose, type Occasion } from '../../../activities/mail/compose.ts';
import type { Language, Told } from '../../../activities/mail/texts.ts';
import type { MailRequest, MailTemplate } from '../../../domain/mobility/mail.ts';
import { born, stateOf } from '../../support/journey.ts';
import { exampleProcedure } from '../../support/procedures.ts';

const procedure = exampleProcedure('caen', 'erasmus-study');
const file = stateOf(born(procedure));
const link = 'https://smile.example.org/mobilities/CAEN-2026-000001';
const title = { fr: 'Contrat pédagogique', en: 'Learning agreement' };

function written(
  mail: Partial<MailRequest> & { template: MailTemplate },
  reader: Partial<Occasion['reader']> = {},
  more: Partial<Occasion> = {},
) {
  return compose({
    file,
    procedure,
    institution: { fr: 'Université de Caen', en: 'University of Caen' },
    mail: { recipient: { to: 'person' }, tasks: [title], ...mail },
    reader: { name: 'Ana', email: 'ana@porto.example', language: 'en', to: 'person', ...reader },
    link,
    ...more,
  });
}

/** For each mail: to whom it goes, and what it must say in each language beside what all say. */
const expected: Record<MailTemplate, { to: Told['to'][]; en: RegExp[]; fr: RegExp[]; asks?: Partial<MailRequest> }> = {
  invitation: { to: ['person'], en: [/opened your file/, /30 days/], fr: [/ouvert votre dossier/, /30 jours/] },
  'tasks-opened': {
    to: ['person'],
    en: [/waits for you/, /- Learning agreement/],
    fr: [/vous attend/, /- Contrat pédagogique/],
  },
  'waits-for-you': { to: ['staff'], en: [/in the file of Ana Silva/], fr: [/dans le dossier d’Ana Silva/] },
  'sign-link': { to: ['partner'], en: [/asks you to sign/, /decline/], fr: [/vous demande de signer/, /refus/] },
  'sent-back': {
    to: ['person'],
    asks: { words: 'Too few credits' },
    en: [/came back to you, for this reason/],
    fr: [/renvoyé, pour cette raison/],
  },
  'document-again': {
    to: ['person'],
    asks: { words: 'Too few credits' },
    en: [/send “Learning agreement” again/],
    fr: [/de nouveau « Contrat/],
  },
  'information-asked': {
    to: ['person'],
    asks: { words: 'Too few credits' },
    en: [/Answer in your file/],
    fr: [/Répondez dans votre dossier/],
  },
  reminder: {
    to: ['person', 'staff', 'partner'],
    asks: { date: '2026-03-13' },
    en: [/still waits/, /Friday 13 March 2026/],
    fr: [/attend toujours/, /vendredi 13 mars 2026/],
  },
  'deadline-missed': {
    to: ['person', 'staff', 'partner'],
    asks: { date: '2026-05-01' },
    en: [/due on Friday 1 May 2026/],
    fr: [/jusqu’au vendredi 1er mai 2026/],
  },
  escalated: {
    to: ['staff'],
    asks: { date: '2026-05-01' },
    en: [/was due on Friday 1 May 2026/, /Ana Silva/],
    fr: [/vendredi 1er mai 2026/, /Ana Silva/],
  },
  refused: {
    to: ['person'],
    asks: { words: 'Too few credits' },
    en: [/not accepted your application/],
    fr: [/pas retenu votre candidature/],
  },
  withdrawn: { to: ['person', 'staff'], asks: { words: 'Too few credits' }, en: [/withdrawn/], fr: [/mis fin/] },
  lapsed: { to: ['person'], en: [/is closed/, /open the file again/], fr: [/est clos/, /rouvrir/] },
  'signature-declined': {
    to: ['person', 'staff'],
    asks: { words: 'Too few credits' },
    en: [/was declined, for this reason/],
    fr: [/a été refusée, pour cette raison/],
  },
  'document-issued': { to: ['person', 'partner'], en: [/Learning agreement/], fr: [/Contrat pédagogique/] },
  completed: { to: ['person'], en: [/is done/], fr: [/est terminé/] },
  'decide-link': { to: ['partner'], en: [/asks you to decide/], fr: [/vous demande de décider/] },
  message: {
    to: ['person', 'staff', 'partner'],
    asks: { text: { en: 'Bring your passport.', fr: 'Apportez votre passeport.' } },
    en: [/Bring your passport/],
    fr: [/Apportez votre passeport/],
  },
  'question-answered': { to: ['staff'], en: [/Ana Silva has answered/], fr: [/la réponse d’Ana Silva/] },
  'decided-without-you': { to: ['staff'], en: [/is decided/], fr: [/est décidé/] },
  'step-closed-again': { to: ['staff'], en: [/was taken back/], fr: [/a été retirée/] },
  'stay-asked': {
    to: ['staff'],
    asks: { words: 'Too few credits', date: '2026-05-01' },
    en: [/asks for other dates/, /1 May 2026/],
    fr: [/demande d’autres dates/, /1er mai 2026/],
  },
  'stay-changed': { to: ['person'], en: [/were changed, as you asked/], fr: [/ont été changées/] },
  'stay-refused': {
    to: ['person'],
    asks: { words: 'Too few credits' },
    en: [/were not accepted/],
    fr: [/n’ont pas été acceptées/],
  },
};

/** French binds its punctuation with spaces that no line breaks at. */
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('the texts of mails', () => {
  const templates = Object.keys(expected) as MailTemplate[];
  for (const template of templates)
    for (const language of ['en', 'fr'] as const satisfies Language[])
      for (const to of expected[template].to)
        it(`say in ${language} to the ${to}: ${template}`, () => {
          const { asks } = expected[template];
          const { subject, text, html } = written({ template, ...asks }, { language, to, name: 'Zoé' });
          for (const fact of expected[template][language]) expect(plain(text)).to.match(fact);
          if (asks?.words !== undefined) {
            expect(text).to.include('> Too few credits');
            expect(html).to.match(/<blockquote[^>]*>Too few credits<\/blockquote>/);
          }
          expect(text).to.include(language === 'fr' ? 'Bonjour Zoé,' : 'Hello Zoé,');
          expect(text).to.include(language === 'fr' ? 'Université de Caen' : 'University of Caen');
          expect(subject).to.include('CAEN-2026-000001').and.to.have.length.below(120);
          expect(text.split(link)).to.have.length(2);
          expect(html).to.include(`<html lang="${language}">`).and.to.include(`href="${link}"`);
          for (const said of [subject, text, html]) expect(said).to.not.match(/undefined|null|\[object|\$\{/);
        });

  it('say nothing in the other language', () => {
    for (const template of templates) {
      expect(written({ template, words: 'x' }, { language: 'fr' }).text).to.not.match(
        /\b(the|your|file|international office)\b/i,
      );
      expect(written({ template, words: 'x' }, { language: 'en' }).text).to.not.match(
        /\b(votre|dossier|vous|les|une)\b/i,
      );
    }
  });

  it('say by when, from the clock that runs, and what happens otherwise', () => {
    const { text } = written({ template: 'tasks-opened', tasks: [{ fr: 'Vos informations', en: 'Your details' }] });
    expect(file.clocks['details']?.due.date).to.equal('2026-06-03');
    expect(text)
      .to.include('- Your details: by Wednesday 3 June 2026')
      .and.to.include('the international office is told');
    const ending = {
      ...file,
      clocks: { details: { ...file.clocks['details']!, consequence: { end: true } as const } },
    };
    const ends = written(
      { template: 'tasks-opened', tasks: [{ fr: 'Vos informations', en: 'Your details' }] },
      {},
      { file: ending },
    );
    expect(ends.text).to.include('the file is closed');
  });

  it('lists several tasks, each with its date', () => {
    const tasks = procedure.stages[0]!.tasks.map((t) => t.title);
    const { subject, text } = written({ template: 'tasks-opened', tasks }, { language: 'fr' });
    expect(subject).to.include(`${String(tasks.length)} choses`);
    expect(plain(text)).to.match(
      /- Vos informations : jusqu’au mercredi 3 juin 2026\n- Pièces justificatives : jusqu’au/,
    );
  });

  it('says what happens to several tasks whose date passes', () => {
    const tasks = procedure.stages[0]!.tasks.map((t) => t.title);
    expect(written({ template: 'tasks-opened', tasks }).text).to.include('the international office is told');
    const ending = {
      ...file,
      clocks: { ...file.clocks, papers: { ...file.clocks['papers']!, consequence: { end: true } as const } },
    };
    expect(written({ template: 'tasks-opened', tasks }, {}, { file: ending }).text).to.include(
      'the file may be closed',
    );
    expect(written({ template: 'tasks-opened', tasks }, {}, { file: { ...file, clocks: {} } }).text).to.include(
      'Your file waits',
    );
  });

  it('gives our own reason where nobody wrote one', () => {
    const { text } = written(
      { template: 'document-again', tasks: [{ en: 'The file is damaged.', fr: 'Le fichier est abîmé.' }] },
      { language: 'fr' },
    );
    expect(text).to.include('Le fichier est abîmé.').and.to.not.include('\n>');
  });

  it('shows no link to who has no part in the file', () => {
    const { text, html } = written({ template: 'document-issued' }, { to: 'partner' }, { link: undefined });
    expect(text).to.include('Ana Silva').and.to.not.include('http');
    expect(html).to.not.include('href');
  });

  it('keeps what is no date as it stands', () => {
    expect(written({ template: 'escalated', date: '2026-02-31' }, { to: 'staff' }).text).to.include(
      'due on 2026-02-31',
    );
  });
});

describe('what people wrote, in mails', () => {
  const hostile = '<img src=x onerror=alert(1)>\r\n.\r\nBcc: evil@example.org\u0000\u001b[31m & "quoted"';

  it('stays text', () => {
    const { text, html } = written({ template: 'sent-back', words: hostile });
    expect(html).to.include('&lt;img src=x onerror=alert(1)&gt;').and.to.not.include('<img');
    expect(text).to.include('> <img').and.to.include('\n> Bcc: evil@example.org');
    expect(text + html).to.not.match(/\u0000|\u001b|\r/);
  });

  it('cannot add a line to a subject, or a name', () => {
    const { subject, text } = written(
      { template: 'sent-back', tasks: [{ en: 'Title\r\nBcc: evil@example.org\u2028x' }] },
      { name: 'Ana\r\nBcc: evil@example.org' },
    );
    expect(subject).to.not.match(/[\r\n\u2028]/);
    expect(text).to.include('Hello Ana Bcc: evil example.org,');
  });

  it('is cut when it is huge, at a whole character', () => {
    const { subject, text, html } = written(
      { template: 'sent-back', words: '🏴‍☠️'.repeat(100_000), tasks: [{ en: 'é'.repeat(100_000) }] },
      { name: '\u{1f9d1}'.repeat(100_000) },
    );
    expect(text.length + html.length).to.be.below(40_000);
    expect(subject.length).to.be.below(200);
    expect((text + html + subject).isWellFormed()).to.equal(true);
    expect(text).to.include('…');
    expect(written({ template: 'sent-back', words: 'line\n'.repeat(10_000) }).text.split('\n').length).to.be.below(100);
    expect(written({ template: 'sent-back', words: `a${'\u0301'.repeat(5000)}` }).text.length).to.be.below(600);
  });

  it('keeps right-to-left text, without turning the sentence around it', () => {
    const { text } = written({ template: 'sent-back', words: 'مرحبا\u202e gnp.exe' }, { name: 'دانا' });
    expect(text).to.include('Hello \u2068دانا\u2069,').and.to.include('> \u2068مرحبا gnp.exe\u2069');
    expect(text).to.not.include('\u202e');
  });

  it('quotes nothing when there is nothing', () => {
    const { text } = written({ template: 'refused', words: ' \r\n\t ' });
    expect(text).to.not.include('>').and.to.not.include('for this reason');
  });
});

import { dateWords, columnOf, sumOf } from './format.ts';
import type { AgreementInput, Change, Component } from './inputs.ts';
import { drawPairs } from './pairs.ts';
import { drawInstitution, drawStudent } from './people.ts';
import { printable } from './printable.ts';
import { Sheet } from './sheet.ts';
import { drawSignatures } from './signatures.ts';
import { drawTable } from './table.ts';
import type { Column, Row } from './table.ts';
import { textsIn } from './texts/texts.ts';

/**
 * The learning agreement, in the order of the European Commission's form. The same input gives the same bytes.
 * @throws PdfError `unprintable-text`, `bad-input`
 */
export async function agreementPdf(given: AgreementInput): Promise<Uint8Array> {
  const input = printable(given);
  const texts = textsIn(input.language);
  const words = texts.agreement;
  const facts = [words.revision(input.revision), `${texts.academicYear} ${input.academicYear}`];
  const sheet = await Sheet.open(input, { title: words.title, subtitle: words.subtitle, facts });

  drawStudent(sheet, input.student);
  drawInstitution(sheet, texts.sendingInstitution, input.sending);
  drawInstitution(sheet, texts.receivingInstitution, input.receiving);
  drawPeriod(sheet, input);
  if (input.changes?.length) drawChanges(sheet, input, input.changes);
  drawComponents(sheet, words.tableA, input.tableA, 'tableA');
  drawRecognition(sheet, input);
  if (input.tableC?.length) drawComponents(sheet, words.tableC, input.tableC, 'tableC');
  drawCommitment(sheet, input);
  if (input.signed) drawSignatures(sheet, input, input.signed);
  return sheet.close();
}

function drawPeriod(sheet: Sheet, input: AgreementInput): void {
  const { texts } = sheet;
  const words = texts.agreement;
  const { languageOfStudy } = input;
  sheet.section(texts.period);
  drawPairs(
    sheet,
    [
      [texts.start, dateWords(input.start, texts, 'start')],
      [texts.end, dateWords(input.end, texts, 'end')],
      [texts.mobilityType, input.mobilityType],
      [words.language, languageOfStudy?.name],
      [words.level, languageOfStudy?.level],
      [words.catalogue, input.catalogueUrl],
    ],
    3,
  );
}

const columns = (sheet: Sheet, ...more: Column[]): Column[] => [
  { title: sheet.texts.code, share: 14 },
  { title: sheet.texts.component, share: 52 - more.reduce((sum, column) => sum + column.share, 0) / 2 },
  { title: sheet.texts.term, share: 20 },
  ...more,
  { title: sheet.texts.ects, share: 10, align: 'right' },
];

/** The columns before and after a component's own ones, for each component. */
function rows(
  sheet: Sheet,
  components: readonly Component[],
  field: string,
  more: (at: number) => string[] = () => [],
): Row[] {
  const { texts } = sheet;
  const total = sumOf(components.map(({ ects }) => ects));
  const ects = columnOf([...components.map((component) => component.ects), total], texts, `${field}.ects`);
  const each = components.map((component, at) => ({
    cells: [component.code ?? '', component.title, component.term ?? '', ...more(at), ects[at] ?? ''],
  }));
  const blanks = more(0).map(() => '');
  return [...each, { cells: ['', texts.total, '', ...blanks, ects.at(-1) ?? ''], bold: true }];
}

function drawComponents(sheet: Sheet, title: string, components: readonly Component[], field: string): void {
  sheet.section(title);
  if (components.length === 0) sheet.paragraph(sheet.texts.agreement.none);
  else drawTable(sheet, columns(sheet), rows(sheet, components, field));
}

function drawRecognition(sheet: Sheet, input: AgreementInput): void {
  const { texts } = sheet;
  const words = texts.agreement;
  sheet.section(words.tableB);
  if (input.tableB.length === 0) sheet.paragraph(words.none);
  else {
    const automatic = (at: number): string[] => {
      const value = input.tableB[at]?.automatic;
      return [value === undefined ? '' : value ? texts.yes : texts.no];
    };
    drawTable(
      sheet,
      columns(sheet, { title: words.automatic, share: 15 }),
      rows(sheet, input.tableB, 'tableB', automatic),
    );
  }
  if (!input.provisions) return;
  sheet.space(8);
  drawPairs(sheet, [[words.provisions, input.provisions]], 1);
}

function drawChanges(sheet: Sheet, input: AgreementInput, changes: readonly Change[]): void {
  const words = sheet.texts.agreement;
  for (const [table, title] of [
    ['A', words.changesA],
    ['B', words.changesB],
  ] as const) {
    const these = changes.filter((change) => change.table === table);
    if (these.length === 0) continue;
    sheet.section(title);
    const ects = columnOf(
      these.map(({ component }) => component.ects),
      sheet.texts,
      'changes.ects',
    );
    drawTable(
      sheet,
      [
        { title: words.change, share: 13 },
        { title: sheet.texts.code, share: 13 },
        { title: sheet.texts.component, share: 38 },
        { title: words.reason, share: 26 },
        { title: sheet.texts.ects, share: 10, align: 'right' },
      ],
      these.map(({ what, component, reason }, at) => ({
        cells: [words[what], component.code ?? '', component.title, reason ?? '', ects[at] ?? ''],
      })),
    );
  }
  if (!input.changeComment) return;
  sheet.space(8);
  drawPairs(sheet, [[words.comment, input.changeComment]], 1);
}

function drawCommitment(sheet: Sheet, input: AgreementInput): void {
  const { texts } = sheet;
  const words = texts.agreement;
  sheet.section(words.commitment, 120);
  sheet.paragraph(words.commitmentText, { size: 8, colour: sheet.colours.soft });
  sheet.space(8);
  drawTable(
    sheet,
    [
      { title: words.part, share: 26 },
      { title: texts.name, share: 24 },
      { title: words.position, share: 24 },
      { title: texts.email, share: 26 },
    ],
    input.responsible.map(({ part, name, position, email }) => ({
      cells: [words.parts[part], name, position ?? '', email ?? ''],
    })),
  );
  sheet.space(8);
  sheet.paragraph(words.electronic, { size: 8 });
}

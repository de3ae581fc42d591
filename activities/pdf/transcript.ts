import { columnOf, dateWords, instantWords, sumOf } from './format.ts';
import type { Distribution, TranscriptInput } from './inputs.ts';
import { drawPairs } from './pairs.ts';
import { drawInstitution, drawStudent } from './people.ts';
import { printable } from './printable.ts';
import { Sheet } from './sheet.ts';
import { drawTable } from './table.ts';
import { textsIn } from './texts/texts.ts';

/**
 * The transcript of records. The same input gives the same bytes.
 * @throws PdfError `unprintable-text`, `bad-input`
 */
export async function transcriptPdf(given: TranscriptInput): Promise<Uint8Array> {
  const input = printable(given);
  const texts = textsIn(input.language);
  const words = texts.transcript;
  const facts = [`${texts.academicYear} ${input.academicYear}`];
  const sheet = await Sheet.open(input, { title: words.title, subtitle: words.subtitle, facts });

  drawStudent(sheet, input.student);
  drawInstitution(sheet, texts.sendingInstitution, input.sending);
  drawInstitution(sheet, texts.receivingInstitution, input.receiving);
  sheet.section(texts.period);
  drawPairs(
    sheet,
    [
      [texts.start, dateWords(input.start, texts, 'start')],
      [texts.end, dateWords(input.end, texts, 'end')],
    ],
    3,
  );
  drawResults(sheet, input);
  sheet.section(words.scale);
  sheet.paragraph(input.scale, { size: 8.5 });
  for (const [at, distribution] of (input.distributions ?? []).entries()) drawDistribution(sheet, distribution, at);
  sheet.space(14);
  const { issuedBy } = input;
  drawPairs(sheet, [
    [words.issuedBy, [issuedBy.name, issuedBy.position].filter(Boolean).join(', ')],
    [words.issuedAt, instantWords(input.at, texts, 'at')],
  ]);
  sheet.paragraph(texts.certificate.seal, { size: 8, colour: sheet.colours.soft });
  return sheet.close();
}

function drawResults(sheet: Sheet, { results, method }: TranscriptInput): void {
  const { texts } = sheet;
  const words = texts.transcript;
  sheet.section(words.results);
  if (results.length === 0) {
    sheet.paragraph(words.nothing);
    return;
  }
  const earned = sumOf(results.filter(({ outcome }) => outcome === 'passed').map(({ ects }) => ects));
  const ects = columnOf([...results.map((result) => result.ects), earned], texts, 'results.ects');
  const anyConverted = results.some(({ converted }) => converted);
  const conversion = (text: string): string[] => (anyConverted ? [text] : []);
  drawTable(
    sheet,
    [
      { title: texts.code, share: 13 },
      { title: texts.component, share: anyConverted ? 34 : 48 },
      { title: texts.term, share: 14 },
      { title: words.grade, share: 10, align: 'right' },
      { title: words.outcome, share: 13 },
      ...(anyConverted ? [{ title: words.converted, share: 16 }] : []),
      { title: texts.ects, share: 10, align: 'right' },
    ],
    [
      ...results.map(({ code, title, term, grade, outcome, converted }, at) => ({
        cells: [
          code ?? '',
          title,
          term ?? '',
          grade,
          words.outcomes[outcome],
          ...conversion(converted ? `${converted.grade}${converted.approved ? '' : ` (${words.suggestion})`}` : ''),
          ects[at] ?? '',
        ],
      })),
      { cells: ['', words.earned, '', '', '', ...conversion(''), ects.at(-1) ?? ''], bold: true },
    ],
  );
  if (!anyConverted) return;
  sheet.space(8);
  drawPairs(sheet, [[words.method, method]], 1);
  sheet.paragraph(words.suggestionNote, { size: 8, colour: sheet.colours.soft });
}

function drawDistribution(sheet: Sheet, { group, grades }: Distribution, at: number): void {
  const { texts } = sheet;
  const words = texts.transcript;
  const shares = grades.map(({ percent }) => percent);
  // Summed before rounding: the last one is 100, whatever the parts round to.
  const sums = shares.map((_, index) => shares.slice(0, index + 1).reduce((sum, share) => sum + share, 0));
  const field = `distributions[${String(at)}].grades`;
  const [parts, cumulated] = [columnOf(shares, texts, field), columnOf(sums, texts, field)];
  sheet.section(words.distribution);
  sheet.paragraph(group, { size: 8, colour: sheet.colours.soft });
  sheet.space(6);
  drawTable(
    sheet,
    [
      { title: words.grade, share: 40 },
      { title: words.share, share: 30, align: 'right' },
      { title: words.cumulative, share: 30, align: 'right' },
    ],
    grades.map(({ grade }, row) => ({
      cells: [grade, `${parts[row] ?? ''}${texts.percent}`, `${cumulated[row] ?? ''}${texts.percent}`],
    })),
  );
}

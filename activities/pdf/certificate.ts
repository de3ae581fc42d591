import { PdfError } from './error.ts';
import { dateWords, instantWords } from './format.ts';
import type { CertificateInput } from './inputs.ts';
import { drawPairs } from './pairs.ts';
import { drawInstitution, drawStudent, fullName } from './people.ts';
import { printable } from './printable.ts';
import { Sheet } from './sheet.ts';
import { textsIn } from './texts/texts.ts';

/**
 * The attestation that somebody arrived, or was present from one day to another. The same input gives the same bytes.
 * @throws PdfError `unprintable-text`, `bad-input`
 */
export async function certificatePdf(given: CertificateInput): Promise<Uint8Array> {
  const input = printable(given);
  const texts = textsIn(input.language);
  const words = texts.certificate;
  const name = fullName(input.student);
  const arrived = dateWords(input.arrived, texts, 'arrived');
  const departed = input.departed === undefined ? undefined : dateWords(input.departed, texts, 'departed');
  const host = input.receiving.name;
  const [title, sentence] =
    input.kind === 'arrival'
      ? [words.arrivalTitle, words.arrival(name, host, arrived)]
      : [words.departureTitle, words.departure(name, host, arrived, departed ?? neededDeparture())];
  const sheet = await Sheet.open(input, { title, subtitle: input.programme ?? host, facts: [] });

  sheet.space(4);
  sheet.paragraph(sentence, { size: 12 });
  sheet.section(words.facts);
  const { attestedBy } = input;
  drawPairs(
    sheet,
    [
      [words.arrived, arrived],
      [words.departed, input.kind === 'departure' ? departed : undefined],
      [words.programme, input.programme],
      [words.attestedBy, [attestedBy.name, attestedBy.position].filter(Boolean).join(', ')],
      [words.attestedAt, instantWords(input.attestedAt, texts, 'attestedAt')],
    ],
    3,
  );
  drawStudent(sheet, input.student);
  drawInstitution(sheet, texts.sendingInstitution, input.sending);
  drawInstitution(sheet, texts.receivingInstitution, input.receiving);
  sheet.space(10);
  sheet.paragraph(words.seal, { size: 8, colour: sheet.colours.soft });
  return sheet.close();
}

function neededDeparture(): never {
  throw new PdfError('bad-input', 'departed', 'An attestation of departure needs the last day of presence.');
}

import { instantWords } from './format.ts';
import type { AgreementInput, Signature } from './inputs.ts';
import { drawPairs } from './pairs.ts';
import type { Sheet } from './sheet.ts';
import { drawTable } from './table.ts';

/** The page of signatures: who approved exactly what. */
export function drawSignatures(
  sheet: Sheet,
  input: AgreementInput,
  signed: NonNullable<AgreementInput['signed']>,
): void {
  const { texts } = sheet;
  const words = texts.agreement;
  sheet.turn();
  sheet.section(words.signatures);
  sheet.paragraph(words.signaturesIntro);
  sheet.space(8);
  drawPairs(sheet, [[words.signedVersion, `${input.reference} · ${words.revision(input.revision)}`]], 1);
  drawPairs(
    sheet,
    [
      [words.signedHash, input.subjectHash],
      [words.shownHash, signed.shownPdf],
    ],
    1,
  );
  sheet.space(6);
  const represents = signed.signatures.some(({ onBehalfOf }) => onBehalfOf);
  const cells = (signature: Signature, at: number): string[] => [
    signature.name,
    signature.capacity,
    ...(represents ? [signature.onBehalfOf ?? ''] : []),
    instantWords(signature.at, texts, `signed.signatures[${String(at)}].at`),
    signature.how,
  ];
  drawTable(
    sheet,
    [
      { title: words.signer, share: 22 },
      { title: words.capacity, share: 24 },
      ...(represents ? [{ title: words.onBehalfOf, share: 17 }] : []),
      { title: words.signedAt, share: 20 },
      { title: words.how, share: 24 },
    ],
    signed.signatures.map((signature, at) => ({ cells: cells(signature, at) })),
  );
  sheet.space(12);
  sheet.paragraph(words.explain, { size: 8, colour: sheet.colours.soft });
}

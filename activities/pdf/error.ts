export type PdfErrorCode = 'unprintable-text' | 'bad-input';

/** A document that cannot be drawn: `code` is stable for programs, `field` says where, the message is for people. */
export class PdfError extends Error {
  override readonly name = 'PdfError';
  readonly code: PdfErrorCode;
  readonly field: string;

  constructor(code: PdfErrorCode, field: string, message: string) {
    super(message);
    this.code = code;
    this.field = field;
  }
}

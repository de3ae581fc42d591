/** Something in a file that was not taken, and why. Line 1 is the first of the file; quoted line ends count. */
export interface Refused {
  readonly file: string;
  readonly line: number;
  /** The column, as the format names it; empty when it is the line or the file as a whole. */
  readonly field: string;
  readonly reason: string;
}

export type ImportFaultCode =
  | 'unreadable'
  | 'too-large'
  | 'too-many-rows'
  | 'not-text'
  | 'empty'
  | 'wrong-header'
  | 'broken-csv'
  | 'no-institution';

/** A file that cannot be taken at all: nothing of it is. */
export class ImportFault extends Error {
  override readonly name = 'ImportFault';
  readonly code: ImportFaultCode;
  readonly refused: Refused;
  constructor(code: ImportFaultCode, refused: Refused, options?: ErrorOptions) {
    super(`${refused.file}, line ${refused.line}: ${refused.reason}`, options);
    this.code = code;
    this.refused = refused;
  }
}

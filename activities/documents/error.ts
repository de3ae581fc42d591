export type DocumentErrorCode =
  | 'too-large'
  | 'bad-key'
  | 'bad-name'
  | 'altered'
  | 'not-found'
  | 'store-full'
  | 'store-unavailable'
  | 'scanner-unreachable'
  | 'scanner-refused';

/** A failure around a stored document: `code` is stable for programs, the message is for people. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError';
  readonly code: DocumentErrorCode;

  constructor(code: DocumentErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

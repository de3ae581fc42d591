export type SealErrorCode = 'no-identity' | 'bad-identity' | 'key-exposed' | 'bad-pdf' | 'no-timestamp';

/** A failure around the institution's seal: `code` is stable for programs, the message is for people. */
export class SealError extends Error {
  override readonly name = 'SealError';
  readonly code: SealErrorCode;

  constructor(code: SealErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

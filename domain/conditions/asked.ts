/** What a condition said when it was asked, with everything that it looked at: null is what was not there. */
export interface Asked {
  readonly expression: string;
  readonly inputs: Readonly<Record<string, string | number | boolean | readonly string[] | null>>;
  readonly result: boolean;
  /** It needed a value that is not there, so it does not hold. */
  readonly unknown?: true;
}

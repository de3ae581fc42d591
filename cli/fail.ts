import { CommanderError } from 'commander';

/** What was asked cannot be done; the message is one sentence for who asked. */
export class CliProblem extends Error {
  override readonly name = 'CliProblem';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Says what went wrong: as a sentence on standard error, and with `json` as `{ error: { code, message } }` on standard
 * output.
 * @param help the text of --help for what was asked
 * @returns the exit status: 0 or 1
 */
export function fail(error: unknown, json: boolean, help: () => string): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  const { code, message } = described(error, help);
  process.stderr.write(`${message}\n`);
  if (json) console.log(JSON.stringify({ error: { code, message } }));
  return 1;
}

function described(error: unknown, help: () => string): { readonly code: string; readonly message: string } {
  if (error instanceof CliProblem) return error;
  if (error instanceof CommanderError) {
    // Without a verb nothing is wrong with what was written; it is only not all.
    if (error.code === 'commander.help') return { code: 'usage', message: help() };
    return { code: 'usage', message: `${sentence(error.message)} See --help.` };
  }
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && error.message !== '')
    return { code: error.code, message: error.message };
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    code: 'internal-error',
    message: `This should not have happened; nothing more was done.\n${detail}`,
  };
}

function sentence(message: string): string {
  const text = message.replace(/^error: /, '').replace(/\n\(Did you mean (.*)\?\)$/, '; is it “$1”?');
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.?]$/.test(whole) ? whole : `${whole}.`;
}

/** Why a mail did not go out: a code for programs, a sentence for staff. Names no address: it is kept in the clear. */
export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** Waits after each failed try, in seconds; after the last there is no other. */
const WAITS = [5, 30, 120, 600, 3600];

/** How long to wait after so many failed tries; undefined when it is time to give up. */
export const waitAfter = (tries: number): number | undefined => WAITS[tries - 1];

/** Whether an error of the mail server is about this mail for ever, and what to tell staff. */
export function failureOf(error: unknown): Failure & { readonly permanent: boolean } {
  const { code, reply, status } = factsOf(error);
  // Only what was said about sender, recipient or message is about the mail (RFC 5321, 4.2.1): a refused login or
  // connection is our own trouble, and over when somebody has mended it.
  const aboutMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  const said =
    [reply === 0 ? '' : String(reply), status].filter((part) => part !== '').join(' ') || code || 'no answer';
  if (aboutMail && (reply === 0 || reply >= 500))
    return {
      permanent: true,
      code: 'refused-by-mail-server',
      message: `The mail server refused the message for good (${said}). See that the address is right, then retry.`,
    };
  return {
    permanent: false,
    code: reply === 0 ? 'mail-server-unreachable' : 'mail-server-busy',
    message: `The mail server did not take the message (${said}). See that it runs and that SMTP_URL is right, then retry.`,
  };
}

/** Of a server's answer only the numbers: its text mostly repeats the address. */
function factsOf(error: unknown): { code: string; reply: number; status: string } {
  if (!(error instanceof Error)) return { code: '', reply: 0, status: '' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code.slice(0, 40) : '';
  const reply = 'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : 0;
  const text = 'response' in error && typeof error.response === 'string' ? error.response.slice(0, 200) : '';
  return { code, reply, status: /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(text)?.[0] ?? '' };
}

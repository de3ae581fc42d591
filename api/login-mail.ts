import { createTransport } from 'nodemailer';
import type { Settings } from '../config/settings.ts';
import type { LoginLinkMail } from './identity/deps.ts';

const words = {
  en: {
    subject: 'Your link to sign in',
    text: (url: string) =>
      `Somebody, probably you, asked to sign in to SMILE. Open this link within 30 minutes; it works once:\n\n${url}\n\nIf it was not you, do nothing.\n`,
  },
  fr: {
    subject: 'Votre lien de connexion',
    text: (url: string) =>
      `Quelqu'un, sans doute vous, a demandé à se connecter à SMILE. Ouvrez ce lien dans les 30 minutes ; il ne sert qu'une fois :\n\n${url}\n\nSi ce n'est pas vous, ne faites rien.\n`,
  },
} as const;

const SECONDS = 1_000;
/** Nobody waits longer to learn that no mail can be sent. */
const PROBE_MS = 3 * SECONDS;
/** So long the mail server is taken to be as it was when it was last asked. */
const KNOWN_MS = 5 * SECONDS;

export interface LoginMailer {
  readonly sendLoginLink: (mail: LoginLinkMail) => Promise<void>;
  /** Whether the mail server answers and lets us in. */
  readonly mailAnswers: () => Promise<boolean>;
}

/**
 * Sends the links that people ask for to sign in. They are good for half an hour and asked for again when lost, so
 * they do not go through the outbox.
 */
export function loginMailer({ smtpUrl, mailFrom }: Pick<Settings, 'smtpUrl' | 'mailFrom'>): LoginMailer {
  if (smtpUrl === null)
    return {
      sendLoginLink: () => Promise.reject(new Error('SMTP_URL is not set: links to sign in cannot be sent.')),
      mailAnswers: () => Promise.resolve(false),
    };
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: 10 * SECONDS,
    dnsTimeout: 10 * SECONDS,
    greetingTimeout: 10 * SECONDS,
    socketTimeout: 20 * SECONDS,
  });
  return {
    sendLoginLink: async ({ email, language, url }) => {
      const { subject, text } = words[language === 'fr' ? 'fr' : 'en'];
      await transport.sendMail({
        from: mailFrom,
        to: { name: '', address: email },
        subject,
        text: text(url),
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    },
    mailAnswers: remembered(() => answers(smtpUrl)),
  };
}

async function answers(url: string): Promise<boolean> {
  const probe = createTransport({
    url,
    connectionTimeout: PROBE_MS,
    dnsTimeout: PROBE_MS,
    greetingTimeout: PROBE_MS,
    socketTimeout: PROBE_MS,
  });
  return probe.verify().then(
    () => true,
    () => false,
  );
}

/** However many ask, the question is put once, and its answer kept for a while. */
function remembered(ask: () => Promise<boolean>): () => Promise<boolean> {
  let asked = ask;
  let until = 0;
  return () => {
    if (Date.now() >= until) {
      const answer = ask().finally(() => {
        until = Date.now() + KNOWN_MS;
      });
      until = Infinity;
      asked = () => answer;
    }
    return asked();
  };
}

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

/**
 * Sends the links that people ask for to sign in. They are good for half an hour and asked for again when lost, so
 * they do not go through the outbox.
 */
export function loginMailer({
  smtpUrl,
  mailFrom,
}: Pick<Settings, 'smtpUrl' | 'mailFrom'>): (mail: LoginLinkMail) => Promise<void> {
  if (smtpUrl === null) return () => Promise.reject(new Error('SMTP_URL is not set: links to sign in cannot be sent.'));
  const transport = createTransport(smtpUrl);
  return async ({ email, language, url }) => {
    const { subject, text } = words[language === 'fr' ? 'fr' : 'en'];
    await transport.sendMail({
      from: mailFrom,
      to: { name: '', address: email },
      subject,
      text: text(url),
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  };
}

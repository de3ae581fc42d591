import { Problem } from '../problem.ts';

export const notSignedIn = (): Problem =>
  new Problem(401, 'not-signed-in', {
    en: 'You are not signed in. Sign in, then try again.',
    fr: 'Vous n’êtes pas connecté. Connectez-vous, puis réessayez.',
  });

export const sessionExpired = (): Problem =>
  new Problem(401, 'session-expired', {
    en: 'Your session has ended. Sign in again; what you sent just now was not done.',
    fr: "Votre session a pris fin. Reconnectez-vous ; ce que vous venez d'envoyer n'a pas été exécuté.",
  });

export const csrfRefused = (): Problem =>
  new Problem(403, 'csrf', {
    en: 'This request did not come from a page of SMILE, and nothing was done. Programs send the header X-CSRF-Token with the value from GET /api/session.',
    fr: "Cette demande ne vient pas d'une page de SMILE ; rien n'a été fait. Les programmes envoient l'en-tête X-CSRF-Token avec la valeur donnée par GET /api/session.",
  });

/** One answer for every link that does not open, so that nobody learns which ones exist. */
export const linkInvalid = (): Problem =>
  new Problem(410, 'link-invalid', {
    en: 'This link cannot be used: it was used already, has expired, was withdrawn, or is not complete. Open the newest mail you got; if that does not help, ask the office that wrote to you to send a new link.',
    fr: "Ce lien ne peut pas servir : il a déjà été utilisé, a expiré, a été retiré ou n'est pas complet. Ouvrez le message le plus récent ; si cela ne suffit pas, demandez un nouveau lien au service qui vous a écrit.",
  });

export const tooMany = (seconds: number): Problem =>
  new Problem(
    429,
    'too-many-requests',
    {
      en: `Too many attempts. Try again in ${seconds} seconds.`,
      fr: `Trop de tentatives. Réessayez dans ${seconds} secondes.`,
    },
    { headers: { 'Retry-After': String(seconds) } },
  );

export const unknownProvider = (): Problem =>
  new Problem(404, 'unknown-provider', {
    en: 'There is no such way to sign in here. Start again from the first page.',
    fr: "Ce moyen de connexion n'existe pas ici. Recommencez depuis la première page.",
  });

export const unknownInstitution = (): Problem =>
  new Problem(404, 'unknown-institution', {
    en: 'There is no such institution here. Start again from the first page.',
    fr: "Cet établissement n'existe pas ici. Recommencez depuis la première page.",
  });

export const loginUnavailable = (cause: unknown): Problem =>
  new Problem(
    503,
    'login-unavailable',
    {
      en: 'The service that you sign in with does not answer just now. Try again in a moment, or sign in another way.',
      fr: 'Le service de connexion ne répond pas pour le moment. Réessayez dans un instant, ou connectez-vous autrement.',
    },
    { headers: { 'Retry-After': '10' }, cause },
  );

export const mailUnavailable = (): Problem =>
  new Problem(
    503,
    'mail-unavailable',
    {
      en: 'Mails cannot be sent just now, so no link was made. Try again in a few minutes, or sign in another way.',
      fr: "Aucun courriel ne peut partir pour le moment ; aucun lien n'a été créé. Réessayez dans quelques minutes, ou connectez-vous autrement.",
    },
    { headers: { 'Retry-After': '60' } },
  );

/** The login is over, or never began here. */
export const loginExpired = (): Problem =>
  new Problem(400, 'login-expired', {
    en: 'This sign-in is over: it took more than ten minutes, or was finished already. Start again.',
    fr: 'Cette connexion est terminée : elle a duré plus de dix minutes, ou a déjà abouti. Recommencez.',
  });

export const otherBrowser = (): Problem =>
  new Problem(400, 'login-other-browser', {
    en: 'This sign-in began in another browser. Start again in this one.',
    fr: 'Cette connexion a commencé dans un autre navigateur. Recommencez dans celui-ci.',
  });

/** @param reason the provider's code, such as `access_denied` */
export const loginRefused = (reason: string, cause: unknown): Problem =>
  new Problem(
    403,
    'login-refused',
    {
      en: `The service that you sign in with did not let you in (${reason}). Start again, or sign in another way.`,
      fr: `Le service de connexion a refusé la connexion (${reason}). Recommencez, ou connectez-vous autrement.`,
    },
    { cause },
  );

export const loginInvalid = (cause?: unknown): Problem =>
  new Problem(
    400,
    'login-invalid',
    {
      en: 'The answer of the service that you sign in with is not right, and you were not signed in. Start again.',
      fr: "La réponse du service de connexion n'est pas correcte ; vous n'êtes pas connecté. Recommencez.",
    },
    { cause },
  );

export const notNominated = (): Problem =>
  new Problem(403, 'not-nominated', {
    en: 'You signed in, but nobody here has been nominated with this account. Open the one-time link in the mail that told you of your nomination, sign in with it, and this account will be yours from then on. Without that mail, ask your university or the international office.',
    fr: "La connexion a réussi, mais personne n'a été nominé ici avec ce compte. Ouvrez le lien à usage unique du message annonçant votre nomination : ce compte y sera rattaché. Sans ce message, adressez-vous à votre université ou au service des relations internationales.",
  });

export const identityConflict = (): Problem =>
  new Problem(409, 'identity-conflict', {
    en: 'This account cannot be matched to one person with certainty, and you were not signed in. The international office sees this and will settle it; you can also write to them.',
    fr: "Ce compte ne correspond pas avec certitude à une seule personne ; vous n'êtes pas connecté. Le service des relations internationales en est informé ; vous pouvez aussi lui écrire.",
  });

export const linkSessionNeeded = (): Problem =>
  new Problem(403, 'attach-needs-link', {
    en: 'To tie an account to a person, first open the one-time link from the mail, in this browser.',
    fr: "Pour rattacher un compte à une personne, ouvrez d'abord dans ce navigateur le lien à usage unique reçu par courriel.",
  });

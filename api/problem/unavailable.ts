import type { Text } from '../../domain/ids.ts';

interface Unavailable {
  readonly status: number;
  readonly code: string;
  readonly detail: Text;
  readonly headers: Readonly<Record<string, string>>;
}

/** What is said when something that we stand on does not do its work: by its code, when to try again and the words. */
const known: Readonly<Record<string, readonly [seconds: number, en: string, fr: string]>> = {
  'database-unreachable': [
    5,
    'SMILE cannot reach its records just now. Try again in a moment. If you had sent something, send it again: it counts once.',
    "SMILE n'a pas accès à ses registres pour le moment. Réessayez dans un instant. Si vous aviez envoyé quelque chose, renvoyez-le : il ne comptera qu'une fois.",
  ],
  'database-busy': [
    5,
    'SMILE has too much to do just now. Try again in a moment. If you had sent something, send it again: it counts once.',
    "SMILE est trop sollicité pour le moment. Réessayez dans un instant. Si vous aviez envoyé quelque chose, renvoyez-le : il ne comptera qu'une fois.",
  ],
  'temporal-unreachable': [
    5,
    'Everything can be read, but nothing can be carried out just now. What you sent was not done. Send it again in a moment.',
    "Tout peut être lu, mais rien ne peut être exécuté pour le moment. Votre envoi n'a pas été pris en compte. Renvoyez-le dans un instant.",
  ],
  'too-much-under-way': [
    5,
    'Too many acts wait to be recorded just now. Yours was not done. Send it again in a moment.',
    "Trop d'actes attendent d'être enregistrés. Le vôtre n'a pas été pris en compte. Renvoyez-le dans un instant.",
  ],
  'store-full': [
    60,
    'There is no room for files just now. Nothing of yours was kept. Whoever operates SMILE has to make room; send it again later.',
    "Il n'y a plus de place pour les fichiers. Rien n'a été gardé. L'exploitant de SMILE doit en libérer ; renvoyez votre fichier plus tard.",
  ],
  'store-unavailable': [
    30,
    'Files cannot be kept or read just now. Nothing of yours was kept. Send it again in a moment; everything else works.',
    "Les fichiers ne peuvent être ni gardés ni lus pour le moment. Rien n'a été gardé. Réessayez dans un instant ; tout le reste fonctionne.",
  ],
};

/** 507 says more than 503, and only there. */
const STORE_FULL = 507;

/** What there is to say of an error with one of these codes; null for any other. */
export function ofUnavailable(code: unknown): Unavailable | null {
  const found = typeof code === 'string' && Object.hasOwn(known, code) ? known[code] : undefined;
  if (typeof code !== 'string' || found === undefined) return null;
  const [seconds, en, fr] = found;
  return {
    status: code === 'store-full' ? STORE_FULL : 503,
    code,
    detail: { en, fr },
    headers: { 'Retry-After': String(seconds) },
  };
}

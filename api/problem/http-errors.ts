import type { Text } from '../../domain/ids.ts';

/** Errors that Express and its body parser throw, by their `type`; others of theirs by status. */
const byType: Readonly<Record<string, readonly [code: string, en: string, fr: string]>> = {
  'entity.parse.failed': ['not-json', 'The body is not JSON', "Le corps de la demande n'est pas du JSON"],
  'encoding.unsupported': [
    'unsupported-encoding',
    'The Content-Encoding of the body is not known here; send it as it is, or with gzip',
    "Le Content-Encoding n'est pas connu ici ; envoyez sans codage ou en gzip",
  ],
  'charset.unsupported': [
    'unsupported-charset',
    'The body must be in UTF-8',
    'Le corps de la demande doit être en UTF-8',
  ],
};
const byStatus: Readonly<Record<number, readonly [code: string, en: string, fr: string]>> = {
  404: ['not-found', 'There is no such thing here', "Rien de tel n'existe ici"],
  413: ['too-large', 'What was sent is too large', 'Ce qui a été envoyé est trop volumineux'],
  415: [
    'unsupported-media-type',
    'This kind of content is not accepted here',
    "Ce type de contenu n'est pas accepté ici",
  ],
};
const other = ['bad-request', 'The request could not be read', "La demande n'a pas pu être lue"] as const;

/** What there is to say of an error that carries a 4xx status, as those of Express do; null for any other. */
export function ofHttpError(error: unknown): { status: number; code: string; detail: Text } | null {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return null;
  const { status } = error;
  if (status < 400 || status > 499) return null;
  const type = 'type' in error && typeof error.type === 'string' ? error.type : '';
  const [code, en, fr] = byType[type] ?? byStatus[status] ?? other;
  const [where, ou] = place(error.message);
  const limit = limitOf(error);
  return { status, code, detail: { en: `${en}${where}${limit.en}.`, fr: `${fr}${ou}${limit.fr}.` } };
}

/** Where JSON breaks off. Not the parser's whole sentence: it quotes what somebody wrote. */
function place(message: string): readonly [string, string] {
  const position = /at position (\d+)/.exec(message)?.[1];
  return position === undefined ? ['', ''] : [` (at character ${position})`, ` (au caractère ${position})`];
}

function limitOf(error: Error): { en: string; fr: string } {
  if (!('limit' in error) || typeof error.limit !== 'number') return { en: '', fr: '' };
  const kib = Math.floor(error.limit / 1024);
  return { en: `: at most ${kib} KiB`, fr: ` : ${kib} Kio au plus` };
}

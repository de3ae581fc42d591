/** What people read, in the two languages of the pages. */
export interface Said {
  readonly fr: string;
  readonly en: string;
}

export type Note = { readonly code: NoteCode } & Said;

export type Verdict =
  | {
      readonly ok: true;
      readonly mime: 'application/pdf' | 'image/jpeg' | 'image/png' | 'image/webp';
      readonly pages: number;
      /** What may be read: images made anew without metadata, PDFs as they came (a new copy would break signatures in them). */
      readonly clean: Buffer;
      /** JPEG of at most 800 pixels a side; null for PDFs (no rasteriser here). */
      readonly preview: Buffer | null;
      readonly notes: readonly Note[];
    }
  | { readonly ok: false; readonly code: RefusalCode; readonly reason: Said };

const refusals = {
  empty: {
    fr: 'Le fichier est vide. Choisissez-le de nouveau.',
    en: 'The file is empty. Choose it again.',
  },
  'type-not-allowed': {
    fr: 'Ce type de fichier n’est pas accepté. Envoyez un PDF ou une image JPEG, PNG ou WebP.',
    en: 'This type of file is not accepted. Send a PDF, or a JPEG, PNG or WebP image.',
  },
  heic: {
    fr: 'Les photos HEIC ne sont pas acceptées. Sur iPhone : Réglages › Appareil photo › Formats › « Le plus compatible », ou exportez la photo en JPEG.',
    en: 'HEIC photos are not accepted. On an iPhone: Settings › Camera › Formats › “Most Compatible”, or export the photo as JPEG.',
  },
  broken: {
    fr: 'Le fichier est endommagé ou incomplet. Ouvrez-le, enregistrez-le ou imprimez-le de nouveau en PDF, puis renvoyez-le.',
    en: 'The file is damaged or incomplete. Open it, save or print it to PDF again, then send it again.',
  },
  'too-many-pixels': {
    fr: 'L’image a trop de pixels. Réduisez sa taille, puis renvoyez-la.',
    en: 'The image has too many pixels. Make it smaller, then send it again.',
  },
  'too-long': {
    fr: 'Le PDF a trop de pages. N’envoyez que les pages demandées.',
    en: 'The PDF has too many pages. Send only the pages that were asked for.',
  },
  'too-costly': {
    fr: 'La lecture du fichier demande trop de temps ou de mémoire. Imprimez-le de nouveau en PDF, puis renvoyez-le.',
    en: 'Reading this file takes too much time or memory. Print it to PDF again, then send it again.',
  },
  encrypted: {
    fr: 'Le PDF est protégé par un mot de passe ou chiffré. Envoyez une copie sans protection.',
    en: 'The PDF is protected by a password or encrypted. Send a copy without protection.',
  },
  script: {
    fr: 'Le PDF contient un programme (JavaScript ou action automatique). Imprimez-le de nouveau en PDF, puis renvoyez-le.',
    en: 'The PDF contains a program (JavaScript or an automatic action). Print it to PDF again, then send it again.',
  },
  attachment: {
    fr: 'Le PDF contient des fichiers joints. Envoyez chaque fichier séparément.',
    en: 'The PDF contains attached files. Send each file on its own.',
  },
  media: {
    fr: 'Le PDF contient du son, de la vidéo ou un objet 3D. Imprimez-le de nouveau en PDF, puis renvoyez-le.',
    en: 'The PDF contains sound, video or a 3D object. Print it to PDF again, then send it again.',
  },
  xfa: {
    fr: 'Le PDF est un formulaire dynamique (XFA) que peu de logiciels affichent. Imprimez-le en PDF, puis renvoyez-le.',
    en: 'The PDF is a dynamic form (XFA) that few programs can show. Print it to PDF, then send it again.',
  },
  polyglot: {
    fr: 'Le PDF est suivi d’autres données, ou cache un second fichier. Imprimez-le de nouveau en PDF, puis renvoyez-le.',
    en: 'The PDF is followed by other data, or hides a second file. Print it to PDF again, then send it again.',
  },
} as const satisfies Record<string, Said>;

const notes = {
  'metadata-removed': {
    fr: 'Les métadonnées de l’image (dont la position) ont été retirées.',
    en: 'The image’s metadata (position included) were removed.',
  },
  shrunk: { fr: 'L’image a été réduite.', en: 'The image was made smaller.' },
  'first-image-only': {
    fr: 'Seule la première image du fichier est gardée.',
    en: 'Only the first image of the file is kept.',
  },
  'no-preview': { fr: 'Pas d’aperçu pour les PDF.', en: 'There is no preview of PDFs.' },
} as const satisfies Record<string, Said>;

export type RefusalCode = keyof typeof refusals;
export type NoteCode = keyof typeof notes;

export const refused = (code: RefusalCode): Verdict => ({ ok: false, code, reason: refusals[code] });
export const note = (code: NoteCode): Note => ({ code, ...notes[code] });

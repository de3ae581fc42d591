import type { Text } from './ids.ts';

/**
 * Every way the core says no. The code is stable, for programs; the sentence is for people, `{name}` is filled from
 * the parameters. The HTTP status stands here too, so that a refusal reads the same everywhere.
 */
const refusals = {
  'not-found': [404, 'There is no such thing here.', "Rien de tel n'existe ici."],
  forbidden: [403, 'Your roles do not allow this.', 'Vos habilitations ne le permettent pas.'],
  'not-yours': [403, 'This waits for somebody else.', "Cela attend quelqu'un d'autre."],
  'own-file': [403, 'Nobody decides on their own file.', 'Nul ne décide de son propre dossier.'],
  'already-decided-by-you': [
    403,
    'You have already decided in this chain; somebody else must decide this step.',
    'Vous avez déjà décidé dans ce circuit ; une autre personne doit décider de cette étape.',
  ],
  'mobility-closed': [409, 'This mobility is closed.', 'Cette mobilité est close.'],
  'mobility-open': [409, 'This mobility is open.', 'Cette mobilité est ouverte.'],
  'already-created': [409, 'This mobility exists already.', 'Cette mobilité existe déjà.'],
  'unknown-task': [
    404,
    'There is no task “{task}” in this procedure.',
    'La procédure ne comporte pas de tâche « {task} ».',
  ],
  'unknown-item': [404, 'There is no “{item}” in task “{task}”.', 'La tâche « {task} » ne comporte pas « {item} ».'],
  'task-not-open': [409, 'Task “{task}” is not open.', "La tâche « {task} » n'est pas ouverte."],
  'wrong-task-kind': [422, 'Task “{task}” does not take this act.', 'La tâche « {task} » ne reçoit pas cet acte.'],
  'item-not-open': [409, '“{item}” does not wait for anything.', "« {item} » n'attend rien."],
  'stale-version': [
    409,
    'This changed after you opened it. Read it again, then decide.',
    'Le contenu a changé depuis que vous l’avez ouvert. Relisez-le, puis décidez.',
  ],
  'stale-subject': [
    409,
    'The agreement has a newer revision ({current}). Read it, then decide.',
    'Le contrat a une version plus récente ({current}). Lisez-la, puis décidez.',
  ],
  'too-late': [
    409,
    'This was sent too long ago and was not done. Send it again.',
    "L'envoi est trop ancien et n'a pas été exécuté. Recommencez.",
  ],
  'key-reused': [
    422,
    'This Idempotency-Key was used for another act. Use a new key.',
    'Cette clé d’idempotence a déjà servi pour un autre acte. Prenez-en une nouvelle.',
  ],
  'missing-answer': [422, '“{field}” needs an answer.', '« {field} » attend une réponse.'],
  'wrong-answer': [422, '“{field}” is not right: {why}.', '« {field} » ne convient pas : {why}.'],
  'unknown-field': [422, 'There is no field “{field}” in this form.', 'Le formulaire n’a pas de champ « {field} ».'],
  'reason-missing': [422, 'A reason is needed.', 'Un motif est nécessaire.'],
  'wrong-date': [422, 'The date {date} is not possible: {why}.', 'La date {date} n’est pas possible : {why}.'],
  'rule-broken': [422, '{rule}', '{rule_fr}'],
  'unknown-course': [
    422,
    'The catalogue has no open course “{course}”.',
    'Le catalogue n’a pas d’enseignement ouvert « {course} ».',
  ],
  'wrong-results': [422, '“{field}” is not right: {why}.', '« {field} » ne convient pas : {why}.'],
  'not-ready': [409, 'This is not ready yet: {why}.', "Ce n'est pas encore prêt : {why}."],
  'effect-settled': [409, 'This was settled already.', 'Ceci est déjà réglé.'],
  'cannot-send-back': [
    422,
    'Task “{task}” cannot be sent back to from here.',
    "On ne peut pas revenir à la tâche « {task} » d'ici.",
  ],
  'place-taken': [
    409,
    'Somebody has decided in this place already; the step waits for the others.',
    "Quelqu'un s'est déjà prononcé à ce titre ; l'étape attend les autres.",
  ],
  'too-late-to-take-back': [
    409,
    'Somebody has acted in the next step: it cannot be taken back any more.',
    "Quelqu'un a déjà agi à l'étape suivante : il n'est plus possible de revenir sur la décision.",
  ],
  'too-late-to-go-back': [
    409,
    'Something was done since the file changed its version, or it changed none: there is no way back.',
    "Quelque chose a été fait depuis le changement de version, ou il n'y en a pas eu : le retour n'est plus possible.",
  ],
  'not-repeatable': [422, 'Task “{task}” is done once only.', 'La tâche « {task} » ne se fait qu’une fois.'],
  'too-often': [
    409,
    'This may be done anew {times} times at most, and was.',
    'Cela peut être refait {times} fois au plus, et l’a été.',
  ],
  'time-is-over': [409, 'This was possible until {date}.', "C'était possible jusqu'au {date}."],
  'window-closed': [
    409,
    'This was taken until {date}. Ask the office for more time.',
    "C'était possible jusqu'au {date}. Demandez un délai au service.",
  ],
  'nominations-closed': [
    422,
    'Nominations are taken in these days of the year: {windows} (month-day).',
    "Les nominations sont reçues à ces dates de l'année : {windows} (mois-jour).",
  ],
  'reminded-already': [
    409,
    'They were reminded less than {hours} hours ago.',
    'Le rappel a déjà été envoyé il y a moins de {hours} heures.',
  ],
  'records-behind': [
    503,
    'The records are older than the running file: an administrator must repair them before anything is done.',
    'Les enregistrements sont plus anciens que le dossier : un administrateur doit les réparer.',
  ],
  erased: [410, 'This mobility was erased.', 'Cette mobilité a été effacée.'],
  'internal-error': [
    500,
    'Something went wrong on our side; nothing was done.',
    'Une erreur est survenue de notre côté ; rien n’a été fait.',
  ],
} as const satisfies Record<string, readonly [number, string, string]>;

export type RefusalCode = keyof typeof refusals;
export const refusalCodes: readonly RefusalCode[] = Object.keys(refusals).filter(isRefusalCode);

export interface Refusal {
  readonly refused: true;
  readonly code: RefusalCode;
  readonly params: Readonly<Record<string, string>>;
  /** Where in the act the fault is, as a JSON pointer without the leading slash: `answers/birthDate`. */
  readonly field?: string;
}

/** A refusal; it changes nothing. */
export const refuse = (code: RefusalCode, params: Readonly<Record<string, string>> = {}, field?: string): Refusal => ({
  refused: true,
  code,
  params,
  ...(field === undefined ? {} : { field }),
});

/** Whether a value is a refusal. */
export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && 'refused' in value && value.refused === true;

/** Whether a text is one of the stable codes. */
export function isRefusalCode(code: string): code is RefusalCode {
  return Object.hasOwn(refusals, code);
}

/** The HTTP status that a refusal has. */
export const statusOf = (code: RefusalCode): number => refusals[code][0];

/** The refusal as a sentence, in the languages there are. */
export function sentenceOf(refusal: Refusal): Text {
  const [, en, fr] = refusals[refusal.code];
  return { en: fill(en, refusal.params), fr: fill(fr, refusal.params) };
}

const fill = (sentence: string, params: Readonly<Record<string, string>>): string =>
  sentence.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '…');

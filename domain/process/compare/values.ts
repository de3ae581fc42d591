import type { Both } from './words.ts';

const MOST_SHOWN = 200;

/** A value in words. @param path the property that it is the value of, from the outside in */
export function inWords(value: unknown, path: readonly string[]): Both {
  if (value === undefined) return { en: 'nothing', fr: 'rien' };
  if (typeof value === 'boolean') return value ? { en: 'yes', fr: 'oui' } : { en: 'no', fr: 'non' };
  // Credits are kept in hundredths.
  if (typeof value === 'number') return alike(String(path.includes('ects') ? value / 100 : value));
  if (typeof value === 'string') return { en: `“${cut(value)}”`, fr: `« ${cut(value)} »` };
  if (Array.isArray(value)) return list(value, path);
  return isFields(value) ? ofFields(value, path) : alike(cut(JSON.stringify(value)));
}

function list(values: readonly unknown[], path: readonly string[]): Both {
  if (values.length === 0) return { en: 'nobody and nothing', fr: 'rien ni personne' };
  const said = values.map((value) => inWords(value, path));
  if (path.at(-1) === 'remind') {
    const days = values.map(String).join(', ');
    return { en: `${days} days before`, fr: `${days} jours avant` };
  }
  return { en: said.map(({ en }) => en).join(', '), fr: said.map(({ fr }) => fr).join(', ') };
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

function ofFields(value: Fields, path: readonly string[]): Both {
  const date = dateRule(value);
  if (date !== undefined) return date;
  const what = consequence(value) ?? window(value) ?? holder(value);
  const days = value['days'];
  if (what === undefined) return alike(cut(JSON.stringify(value)));
  // The first comes with the date itself, and says no more than one alone.
  if (path.at(-1) !== 'missed' || typeof days !== 'number') return what;
  return { en: `after ${String(days)} days ${what.en}`, fr: `après ${String(days)} jours ${what.fr}` };
}

const anchors: Readonly<Record<string, Both>> = {
  opening: { en: 'its opening', fr: 'son ouverture' },
  'stay.start': { en: 'the first day of the stay', fr: 'le premier jour du séjour' },
  'stay.end': { en: 'the last day of the stay', fr: 'le dernier jour du séjour' },
};

function dateRule({ date, days, from, direction, working }: Fields): Both | undefined {
  if (typeof date === 'string') return alike(date);
  if (typeof days !== 'number' || direction === undefined) return undefined;
  const task = typeof from === 'object' && from !== null && 'task' in from ? String(from.task) : '';
  const anchor = (typeof from === 'string' ? anchors[from] : undefined) ?? {
    en: `task “${task}”`,
    fr: `la tâche « ${task} »`,
  };
  const [en, fr] = direction === 'before' ? ['before', 'avant'] : ['after', 'après'];
  const counted = working === true ? { en: 'working days', fr: 'jours ouvrés' } : { en: 'days', fr: 'jours' };
  return {
    en: `${String(days)} ${counted.en} ${en} ${anchor.en}`,
    fr: `${String(days)} ${counted.fr} ${fr} ${anchor.fr}`,
  };
}

function consequence(value: Fields): Both | undefined {
  const at = typeof value['at'] === 'string' ? ` (${value['at']})` : '';
  const role = (key: string): string => `${String(value[key])}${at}`;
  if ('escalate' in value)
    return { en: `the role ${role('escalate')} may act besides`, fr: `le rôle ${role('escalate')} peut aussi agir` };
  if ('handOver' in value)
    return { en: `handed over to the role ${role('handOver')}`, fr: `confié au rôle ${role('handOver')}` };
  if ('remindEvery' in value) {
    const days = String(value['remindEvery']);
    return { en: `a reminder every ${days} days`, fr: `un rappel tous les ${days} jours` };
  }
  if ('decide' in value)
    return value['decide'] === 'approve'
      ? { en: 'approved by itself', fr: 'validé d’office' }
      : { en: 'refused by itself', fr: 'refusé d’office' };
  if ('goOn' in value) return { en: 'it goes on without an answer', fr: 'la suite sans attendre de réponse' };
  if ('close' in value) return { en: 'nothing more is taken', fr: 'plus rien n’est reçu' };
  if ('end' in value) return { en: 'the file ends', fr: 'le dossier prend fin' };
  if ('backTo' in value)
    return { en: `back to task “${String(value['backTo'])}”`, fr: `retour à la tâche « ${String(value['backTo'])} »` };
  return undefined;
}

const window = ({ from, until }: Fields): Both | undefined =>
  typeof from === 'string' && typeof until === 'string'
    ? { en: `${from} to ${until}`, fr: `du ${from} au ${until}` }
    : undefined;

function holder({ by, at, named, partner }: Fields): Both | undefined {
  if (typeof named === 'string') return alike(named);
  if (typeof partner === 'string') return { en: `the contact ${partner}`, fr: `le contact ${partner}` };
  if (typeof by !== 'string') return undefined;
  const unit = typeof at === 'string' ? ` (${at})` : '';
  return { en: `the role ${by}${unit}`, fr: `le rôle ${by}${unit}` };
}

const alike = (words: string): Both => ({ en: words, fr: words });
const cut = (words: string): string =>
  words.length <= MOST_SHOWN ? words : `${words.slice(0, MOST_SHOWN).toWellFormed()}…`;

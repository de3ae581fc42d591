export type Danger = 'script' | 'attachment' | 'media' | 'xfa';

/** A dictionary's entries, by name; values are looked up when asked for (they may be references). */
export type Entries = ReadonlyMap<string, () => Value>;
export type Value =
  | { readonly is: 'name'; readonly name: string }
  | { readonly is: 'dict'; readonly entries: Entries }
  | { readonly is: 'text' | 'stream' | 'other' };

/** Actions by their `S` (ISO 32000-2, table 201). GoTo, GoToR, URI, Named, Thread, Hide need a click and do nothing alone. */
const actions = new Map<string, Danger>([
  ['JavaScript', 'script'],
  ['Launch', 'script'],
  ['SubmitForm', 'script'],
  ['ImportData', 'script'],
  ['GoToE', 'attachment'],
  ['Rendition', 'media'],
  ['Movie', 'media'],
  ['Sound', 'media'],
  ['GoTo3DView', 'media'],
  ['RichMediaExecute', 'media'],
]);
const media = new Set(['RichMedia', 'Screen', 'Movie', 'Sound', '3D']);
/** What may run by itself when the file is opened. */
const quiet = new Set(['GoTo', 'Named']);

/** What makes this dictionary dangerous, wherever in the file it stands. */
export function dangerIn(raw: Entries): Danger | undefined {
  const dict = new Map([...raw].map(([key, value]) => [plain(key), value]));
  const name = (key: string): string | undefined => nameOf(dict.get(key)?.());
  const script = dict.get('JS')?.().is;
  if (script === 'text' || script === 'stream') return 'script';
  const action = actions.get(name('S') ?? '');
  if (action) return action;
  if (dict.has('XFA')) return 'xfa';
  if (dict.get('EF')?.().is === 'dict' || name('Type') === 'EmbeddedFile') return 'attachment';
  const subtype = name('Subtype');
  if (subtype === 'FileAttachment') return 'attachment';
  if (subtype && media.has(subtype)) return 'media';
  return runsAlone(dict.get('OpenAction')?.()) ? 'script' : undefined;
}

/** An OpenAction is a destination (an array: harmless), or an action. */
function runsAlone(value: Value | undefined): boolean {
  if (value?.is !== 'dict') return false;
  const kind = [...value.entries].find(([key]) => plain(key) === 'S')?.[1]();
  return !quiet.has(nameOf(kind) ?? '');
}

function nameOf(value: Value | undefined): string | undefined {
  return value?.is === 'name' ? plain(value.name) : undefined;
}

/** `#xx` in names, in any case: not every reader undoes it, and it is the oldest way to hide a word. */
const plain = (name: string): string =>
  name.replaceAll(/#([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

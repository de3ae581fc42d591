import { canonical } from '../../hash.ts';
import type { Text } from '../../ids.ts';
import type { Difference } from '../compare.ts';
import { labelOf, placeOf, type Both } from './words.ts';
import { inWords } from './values.ts';

/** Where something stands: in which lists, under which names. */
export type Place = readonly Step[];
export interface Step {
  readonly list: string;
  readonly name: string;
  readonly title?: Text | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** Lists whose members have names: they are compared name by name, not by their position. */
const NAMED: Readonly<Record<string, string>> = {
  stages: 'stage',
  tasks: 'task',
  fields: 'field',
  documents: 'document',
  chain: 'step',
  signers: 'signer',
  choices: 'value',
};
/** Said as a whole, since their parts mean little alone. */
const WHOLE: ReadonlySet<string> = new Set(['due', 'opens', 'until', 'missed', 'refused', 'to']);

/** Every difference of two things at a place. @param within the property that they are the value of, from the outside in */
export function differ(place: Place, from: Fields, to: Fields, within: readonly string[] = []): Difference[] {
  const keys = [...new Set([...Object.keys(to), ...Object.keys(from)])];
  return keys.flatMap((key) => property(place, [...within, key], key, from[key], to[key]));
}

function property(place: Place, path: readonly string[], key: string, from: unknown, to: unknown): Difference[] {
  if (same(from, to)) return [];
  const [before, after] = [namedMembers(key, from), namedMembers(key, to)];
  if (before !== undefined && after !== undefined) return members(place, key, before, after);
  if (isFields(from) && isFields(to) && !WHOLE.has(key)) return differ(place, from, to, path);
  return [{ kind: 'changed', place: pathOf(place, path), sentence: changed(place, path, from, to) }];
}

const same = (one: unknown, other: unknown): boolean =>
  one === other || (one !== undefined && other !== undefined && canonical(one) === canonical(other));

function changed(place: Place, path: readonly string[], from: unknown, to: unknown): Text {
  const [where, label] = [placeOf(place), labelOf(path)];
  const [was, is] = [inWords(from, path), inWords(to, path)];
  const at: Both = {
    en: where.en === '' ? capital(label.en) : `${where.en}: ${label.en}`,
    fr: where.fr === '' ? capital(label.fr) : `${where.fr} : ${label.fr}`,
  };
  if (from === undefined)
    return { en: `${at.en}: now ${is.en}; there was none.`, fr: `${at.fr} : nouveau : ${is.fr}.` };
  if (to === undefined)
    return { en: `${at.en}: none any more; it was ${was.en}.`, fr: `${at.fr} : retiré ; avant : ${was.fr}.` };
  return {
    en: `${at.en}: was ${was.en}, is now ${is.en}.`,
    fr: `${at.fr} : avant : ${was.fr} ; maintenant : ${is.fr}.`,
  };
}

interface Member {
  readonly name: string;
  readonly fields: Fields;
}

/** A list by the names of its members; undefined when it is none of those, or a name stands for two. */
function namedMembers(key: string, value: unknown): readonly Member[] | undefined {
  const by = NAMED[key];
  if (by === undefined || !Array.isArray(value)) return undefined;
  const found = value.flatMap((member: unknown): Member[] => {
    const name = isFields(member) ? member[by] : undefined;
    return isFields(member) && typeof name === 'string' ? [{ name, fields: member }] : [];
  });
  return found.length === value.length && new Set(found.map(({ name }) => name)).size === found.length
    ? found
    : undefined;
}

function members(place: Place, list: string, from: readonly Member[], to: readonly Member[]): Difference[] {
  const at = ({ name, fields }: Member): Place => [...place, { list, name, title: titleIn(fields) }];
  const kept = from.filter(({ name }) => to.some((one) => one.name === name));
  return [
    ...listedAlike(
      place,
      list,
      kept.map(({ fields }) => fields),
      to.filter(({ name }) => kept.some((one) => one.name === name)).map(({ fields }) => fields),
    ),
    ...to.flatMap((member) => {
      const was = from.find(({ name }) => name === member.name);
      return was === undefined ? [told('added', at(member))] : differ(at(member), was.fields, member.fields);
    }),
    ...from.filter((member) => !kept.includes(member)).map((member) => told('removed', at(member))),
  ];
}

/** Whether those that two lists have both stand in another order. */
export function listedAlike(place: Place, list: string, from: readonly object[], to: readonly object[]): Difference[] {
  const by = NAMED[list] ?? '';
  const names = (members: readonly object[]): string[] =>
    members.map((member) => String(Object.entries(member).find(([key]) => key === by)?.[1] ?? ''));
  const [before, after] = [names(from), names(to)];
  const [were, are] = [before.filter((name) => after.includes(name)), after.filter((name) => before.includes(name))];
  if (were.join('\n') === are.join('\n')) return [];
  const [where, label, sequence] = [placeOf(place), labelOf([list]), are.join(', ')];
  return [
    {
      kind: 'moved',
      place: pathOf(place, [list]),
      sentence: {
        en: `${where.en === '' ? capital(label.en) : `${where.en}: ${label.en}`}: now in this order: ${sequence}.`,
        fr: `${where.fr === '' ? capital(label.fr) : `${where.fr} : ${label.fr}`} : nouvel ordre : ${sequence}.`,
      },
    },
  ];
}

/** That a member of a list is new, or gone. */
export function told(kind: 'added' | 'removed', place: Place): Difference {
  const { en, fr } = placeOf(place);
  const sentence =
    kind === 'added'
      ? { en: `${en}: added.`, fr: `${fr} : ajout.` }
      : { en: `${en}: removed.`, fr: `${fr} : suppression.` };
  return { kind, place: pathOf(place, []), sentence };
}

function titleIn(fields: Fields): Text | undefined {
  const title = fields['title'] ?? fields['label'];
  if (!isFields(title)) return undefined;
  return Object.fromEntries(
    Object.entries(title).flatMap(([language, text]) => (typeof text === 'string' ? [[language, text]] : [])),
  );
}

/** A place, and a property there, by their names. */
export const pathOf = (place: Place, path: readonly string[]): string =>
  [...place.flatMap(({ list, name }) => [list, name]), ...path].join('/');

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

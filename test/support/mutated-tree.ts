import { parse } from 'yaml';
import type { Dice } from './dice.ts';

/** What a procedure may say at many places, most of them wrong. */
const said: readonly [readonly [string, unknown], ...(readonly [string, unknown])[]] = [
  ['when', 'stay.days > 30'],
  ['when', "details.level == 'master'"],
  ['when', 'has(details.age) && details.age > 3'],
  ['when', "agreement.mainUnit == 'sciences'"],
  ['when', "ok.outcome == 'approved' || stay.arrived > '2026-09-01'"],
  ['when', '((stay.days'],
  ['when', "stay.start.matches('(a+)+$')"],
  ['due', '9d'],
  ['due', { days: 90, before: 'stay.start' }],
  ['due', { days: 5, after: 'details' }],
  ['due', { date: '2020-02-29' }],
  ['opens', { days: 5, after: 'stay.end' }],
  ['opens', { days: 2000, before: 'ok', counting: 'working' }],
  ['remind', ['1d', '99d']],
  ['missed', { decide: 'refuse' }],
  ['missed', { goOn: true }],
  ['missed', { handOver: 'office' }],
  [
    'missed',
    [
      { days: '3d', end: true },
      { days: '1d', escalate: 'office', at: 'mobility.unit' },
    ],
  ],
  ['repeat', { by: ['person'], onRequest: true }],
  ['repeat', { by: ['office'], until: { days: 3, after: 'ok' }, times: 2 }],
  ['visibility', 'staff'],
  ['refused', { backTo: 'details' }],
  ['refused', { backTo: 'papers' }],
  ['need', 2],
  ['need', 'all'],
  ['of', 3],
  ['of', 'plan'],
  ['veto', false],
  ['at', 'agreement.mainUnit'],
  ['after', ['details', 'ok']],
  ['partner', 'details.who'],
  ['required', false],
  ['min', 10],
  ['max', 1],
];
/** Small procedures have few names, so that one often means another task. */
const names = ['details', 'ok', 'plan', 'papers', 'stay', 'opening', 'package', 'constructor', 'a-b'] as const;

interface Place {
  readonly of: Record<string, unknown> | unknown[];
  readonly key: string | number;
}

/** A procedure with some of its data changed, as JSON: it is always YAML, so that what it means is looked at. */
export function mutatedTree(dice: Dice, text: string): string {
  const data: unknown = parse(text);
  const times = dice.pick([1, 1, 2, 3, 6]);
  for (let n = 0; n < times; n += 1) change(dice, data);
  return JSON.stringify(data, null, dice.oneIn(2) ? 1 : undefined);
}

function change(dice: Dice, data: unknown): void {
  const places = placesIn(data);
  const place = dice.anyOf(places);
  const other = dice.anyOf(places);
  if (place === undefined || other === undefined) return;
  switch (dice.int(7)) {
    case 0:
      remove(place);
      return;
    case 1:
      put(place, structuredClone(get(other)));
      return;
    case 2: {
      const [one, two] = [get(place), get(other)];
      // Of what lies in the other one a circle would be made.
      if (typeof one === 'object' || typeof two === 'object') return;
      put(place, two);
      put(other, one);
      return;
    }
    case 3:
      if (Array.isArray(place.of)) place.of.splice(Number(place.key), 0, structuredClone(get(place)));
      return;
    case 4: {
      const [key] = dice.anyOf(places.filter(({ of }) => !Array.isArray(of)).map((one) => [one.key])) ?? ['task'];
      const tasks = places.filter((one) => one.key === key);
      const found = dice.anyOf(tasks);
      if (found !== undefined && typeof get(found) === 'string') put(found, dice.pick(names));
      return;
    }
    default: {
      const objects = places.map(get).filter(isRecord);
      const [key, value] = dice.pick(said);
      const found = dice.anyOf(
        objects.filter((one) => 'task' in one || 'step' in one || 'field' in one || dice.oneIn(9)),
      );
      if (found !== undefined) found[key] = structuredClone(value);
    }
  }
}

function placesIn(value: unknown): Place[] {
  if (Array.isArray(value)) return value.flatMap((inner: unknown, key) => [{ of: value, key }, ...placesIn(inner)]);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => [{ of: value, key }, ...placesIn(inner)]);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const get = ({ of, key }: Place): unknown => (Array.isArray(of) ? of[Number(key)] : of[key]);

function put({ of, key }: Place, value: unknown): void {
  if (Array.isArray(of)) of[Number(key)] = value;
  else of[key] = value;
}

function remove({ of, key }: Place): void {
  if (Array.isArray(of)) of.splice(Number(key), 1);
  else Reflect.deleteProperty(of, key);
}

import type { Exploration, Property } from './explore.ts';

const said: Readonly<Record<Property, string>> = {
  'an-end-is-reachable': 'From every state an end can be reached, without withdrawing',
  'held-or-dated': 'No open file is without somebody who holds something, or a date',
  'nobody-decides-on-their-own-file': 'Nobody decides on their own file',
  'sealed-does-not-change': 'What is sealed does not change',
};

/** What exploring found, as a text for a terminal. */
export function explorationInWords({ procedure, states, transitions, exhausted, properties }: Exploration): string {
  const much = `${String(states)} states, ${String(transitions)} transitions`;
  return [
    `${procedure}: ${much}, ${exhausted ? 'nothing left to explore' : 'not all of it explored'}`,
    ...properties.flatMap(({ property, verdict, counterExample = [] }) => [
      '',
      `${said[property]}: ${verdict === 'not-refuted' ? `not refuted in ${String(states)} states` : verdict}.`,
      ...counterExample.map((sentence, n) => `  ${String(n + 1).padStart(3)}. ${sentence}`),
    ]),
  ].join('\n');
}

import { expect } from 'chai';
import fc from 'fast-check';
import { compare } from '../../../domain/process/compare.ts';
import type { Procedure } from '../../../domain/process/procedure.ts';
import { exampleProcedure } from '../../support/procedures.ts';
import { small } from '../../support/small.ts';

const title = { en: 'Title', fr: 'Titre' };
const form = (task: string, more: object = {}) => ({
  task,
  kind: 'form' as const,
  by: 'person',
  fields: [{ field: 'level', type: 'text', label: { en: 'Level', fr: 'Niveau' } }],
  ...more,
});
const sentences = (from: Procedure, to: Procedure): [string, string][] =>
  compare(from, to).differences.map(({ sentence }) => [sentence['en'] ?? '', sentence['fr'] ?? '']);

describe('two versions of a procedure', () => {
  it('say what a task asks otherwise, in words of people', () => {
    const from = small([form('details', { due: { days: 90, before: 'stay.start' }, remind: ['14d'] })]);
    const to = small([
      form('details', {
        title: { en: 'Details', fr: 'Renseignements' },
        due: { days: 10, after: 'opening', counting: 'working' },
        missed: [
          { days: '0d', escalate: 'head', at: 'institution' },
          { days: '5d', end: true },
        ],
        fields: [
          { field: 'level', type: 'text', label: { en: 'Level', fr: 'Niveau' }, required: true },
          { field: 'since', type: 'date', label: { en: 'Since', fr: 'Depuis' } },
        ],
      }),
    ]);
    expect(sentences(from, to)).to.have.deep.members([
      [
        'Task “Details”: title (en): was “Title”, is now “Details”.',
        'Tâche « Renseignements » : titre (en) : avant : « Title » ; maintenant : « Details ».',
      ],
      [
        'Task “Details”: title (fr): was “Titre”, is now “Renseignements”.',
        'Tâche « Renseignements » : titre (fr) : avant : « Titre » ; maintenant : « Renseignements ».',
      ],
      [
        'Task “Details”: due: was 90 days before the first day of the stay, is now 10 working days after its opening.',
        'Tâche « Renseignements » : échéance : avant : 90 jours avant le premier jour du séjour ; maintenant : 10 jours ouvrés après son ouverture.',
      ],
      [
        'Task “Details”: reminders: none any more; it was 14 days before.',
        'Tâche « Renseignements » : rappels : retiré ; avant : 14 jours avant.',
      ],
      [
        'Task “Details”: when the date is missed: now after 0 days the role head (institution) may act besides, after 5 days the file ends; there was none.',
        "Tâche « Renseignements » : si l'échéance est dépassée : nouveau : après 0 jours le rôle head (institution) peut aussi agir, après 5 jours le dossier prend fin.",
      ],
      [
        'Task “Details”, field “Level”: required: was no, is now yes.',
        'Tâche « Renseignements », champ « Niveau » : obligatoire : avant : non ; maintenant : oui.',
      ],
      ['Task “Details”, field “Since”: added.', 'Tâche « Renseignements », champ « Depuis » : ajout.'],
    ]);
  });

  it('say which tasks and stages came, went and moved, and what a diagram colours', () => {
    const from = small([form('a'), form('b'), form('gone')], [form('c')]);
    const to = small([form('b'), form('a')], [form('c', { after: ['a'] }), form('new')]);
    const moved = { ...to, stages: [...to.stages, { stage: 'last', title, tasks: [] }] };
    const found = compare(from, moved);
    expect(found.tasks).to.deep.equal({ added: ['new'], removed: ['gone'], changed: ['c'] });
    expect(found.differences.map(({ kind, place }) => `${kind} ${place}`)).to.deep.equal(places);
    const [first, second] = small([form('a')], [form('b')]).stages;
    const swapped = small([form('a'), form('b')], [form('z')]);
    expect(sentences({ ...swapped, stages: [first!, second!] }, swapped)).to.deep.include([
      'Task “Title”: moved to stage “Title”.',
      'Tâche « Titre » : passe à : étape « Titre ».',
    ]);
  });

  const places = [
    'moved stages/stage-0/tasks',
    'removed tasks/gone',
    'changed tasks/c/after',
    'added tasks/new',
    'added stages/last',
  ];

  it('name chain steps: who, the rule, the unit', () => {
    const chain = (more: object): Procedure =>
      small([{ task: 'admission', kind: 'approval', chain: [{ step: 'faculty', by: 'coordinator', ...more }] }]);
    expect(
      sentences(chain({}), chain({ by: 'dean', at: 'institution', of: 3, need: 2, veto: true })),
    ).to.have.deep.members([
      [
        'Task “Title”, step “faculty”: who: was “coordinator”, is now “dean”.',
        'Tâche « Titre », étape du circuit « faculty » : qui : avant : « coordinator » ; maintenant : « dean ».',
      ],
      [
        'Task “Title”, step “faculty”: at which unit: now “institution”; there was none.',
        'Tâche « Titre », étape du circuit « faculty » : dans quelle composante : nouveau : « institution ».',
      ],
      [
        'Task “Title”, step “faculty”: of what: now 3; there was none.',
        'Tâche « Titre », étape du circuit « faculty » : de quoi : nouveau : 3.',
      ],
      [
        'Task “Title”, step “faculty”: how many approvals are needed: now 2; there was none.',
        'Tâche « Titre », étape du circuit « faculty » : nombre de validations nécessaires : nouveau : 2.',
      ],
      [
        'Task “Title”, step “faculty”: a refusal decides: now yes; there was none.',
        'Tâche « Titre », étape du circuit « faculty » : un refus suffit : nouveau : oui.',
      ],
    ]);
  });

  const examples = [
    exampleProcedure('caen', 'erasmus-study'),
    exampleProcedure('nordhavn', 'erasmus-study'),
    small([form('a', { when: 'stay.days > 3' }), form('b')], [form('c')]),
  ];

  it('say nothing where they say the same, in whatever order of keys', () => {
    for (const one of examples) {
      expect(compare(one, one)).to.deep.equal({ differences: [], tasks: { added: [], removed: [], changed: [] } });
      expect(compare(one, backwards(one)).differences).to.deep.equal([]);
    }
  });

  it('say at least one sentence for any change whatsoever, each way', () => {
    fc.assert(
      fc.property(fc.constantFrom(...examples), fc.nat(), fc.nat(), (one, where, how) => {
        const other = mutated(one, where, how);
        for (const found of [compare(one, other), compare(other, one)]) {
          expect(found.differences).to.not.be.empty;
          for (const { sentence } of found.differences) {
            expect(sentence['en']).to.match(/\S.*\.$/u);
            expect(sentence['fr']).to.match(/\S.*\.$/u);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });
});

type Json = { [key: string]: unknown } | unknown[];
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** The same with every object's keys the other way round. */
const backwards = (procedure: Procedure): Procedure => reversed(procedure) as Procedure;
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (!isJson(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

const NAMES = ['stage', 'task', 'field', 'document', 'step', 'signer', 'value'];
const NEEDED = [...NAMES, 'stages', 'tasks'];

/** A copy in which one thing anywhere is otherwise. */
function mutated(procedure: Procedure, where: number, how: number): Procedure {
  const copy = structuredClone(procedure) as unknown as Json;
  const places: { in: Json; key: string }[] = [];
  const visit = (value: Json): void => {
    for (const [key, inner] of Object.entries(value)) {
      places.push({ in: value, key });
      if (isJson(inner)) visit(inner);
    }
  };
  visit(copy);
  const { in: parent, key } = places[where % places.length]!;
  const value = Object.entries(parent).find(([name]) => name === key)?.[1];
  if (Array.isArray(parent)) {
    if (parent.length > 1 && how % 2 === 0) parent.reverse();
    else parent.splice(Number(key), 1);
  } else if (how % 3 === 0 && !NEEDED.includes(key)) Reflect.deleteProperty(parent, key);
  else if (typeof value === 'number') Reflect.set(parent, key, value + 1);
  else if (typeof value === 'boolean') Reflect.set(parent, key, !value);
  else if (typeof value === 'string') Reflect.set(parent, key, `${value}x`);
  else if (Array.isArray(value)) value.pop();
  else Reflect.set(parent, `${key}x`, 'new');
  return copy as unknown as Procedure;
}

import type { Procedure } from '../procedure.ts';
import type { Fault, Path } from '../problem.ts';
import { placed } from './walk.ts';

/** What conditions, dates and waits know under these names is no task. */
const TAKEN: ReadonlySet<string> = new Set(['person', 'home', 'stay', 'mobility', 'agreement', 'opening']);

/** Names that stand for two things, or that JavaScript's own objects have. */
export function ambiguities(procedure: Procedure): Fault[] {
  const tasks = placed(procedure);
  return [
    ...twice(
      'stage',
      procedure.stages.map(({ stage }, n) => ({ name: stage, path: ['stages', n, 'stage'] })),
    ),
    ...twice(
      'task',
      tasks.map(({ definition, path }) => ({ name: definition.task, path: [...path, 'task'] })),
    ),
    ...tasks.flatMap(({ definition, path }): Fault[] =>
      TAKEN.has(definition.task)
        ? [
            {
              code: 'reserved-name',
              path: [...path, 'task'],
              message: `“${definition.task}” means something else in conditions and dates: no task can be called so.`,
              hint: `Choose another name, like “${definition.task}-task”.`,
            },
          ]
        : [],
    ),
    ...tasks.flatMap(({ definition, path }) => {
      const items = (kind: string, list: string, names: readonly string[]): Fault[] =>
        twice(
          kind,
          names.map((name, n) => ({ name, path: [...path, list, n, kind] })),
        );
      switch (definition.kind) {
        case 'form':
          return [
            ...items(
              'field',
              'fields',
              definition.fields.map(({ field }) => field),
            ),
            ...definition.fields.flatMap(({ choices = [] }, n) =>
              twice(
                'value',
                choices.map(({ value }, m) => ({ name: value, path: [...path, 'fields', n, 'choices', m, 'value'] })),
              ),
            ),
          ];
        case 'documents':
          return items(
            'document',
            'documents',
            definition.documents.map(({ document }) => document),
          );
        case 'approval':
          return items(
            'step',
            'chain',
            definition.chain.map(({ step }) => step),
          );
        case 'signatures':
          return items(
            'signer',
            'signers',
            definition.signers.map(({ signer }) => signer),
          );
        default:
          return [];
      }
    }),
  ];
}

/** Every name that is there a second time; and those that an empty object answers to already. */
export function twice(kind: string, names: readonly { readonly name: string; readonly path: Path }[]): Fault[] {
  const seen = new Set<string>();
  return names.flatMap(({ name, path }): Fault[] => {
    const again = seen.has(name);
    seen.add(name);
    if (again)
      return [
        {
          code: `duplicate-${kind}`,
          path,
          message: `There is another ${kind} called “${name}”.`,
          hint: 'Give each its own name.',
        },
      ];
    return name in {}
      ? [{ code: 'reserved-name', path, message: `“${name}” cannot be a name.`, hint: 'Choose another one.' }]
      : [];
  });
}

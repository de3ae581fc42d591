import type { HolderRule } from '../procedure.ts';
import type { Fault, Path } from '../problem.ts';
import type { Tasks } from './order.ts';
import { notThere } from './references.ts';
import { unknownTask } from './unknown-task.ts';
import type { Placed } from './walk.ts';

/** The addresses that partners are invited at must have been asked for. */
export const brokenContacts = (tasks: Tasks): Fault[] =>
  tasks.list.flatMap((task) => contactsOf(task).flatMap((contact) => brokenContact(tasks, task, contact)));

interface Named {
  readonly contact: string;
  readonly path: Path;
}

function contactsOf({ definition, path }: Placed): Named[] {
  const one = (rule: HolderRule | { readonly partner: string }, place: Path): Named[] =>
    'partner' in rule ? [{ contact: rule.partner, path: [...place, 'partner'] }] : [];
  switch (definition.kind) {
    case 'signatures':
      return definition.signers.flatMap((signer, n) => one(signer, [...path, 'signers', n]));
    case 'approval':
      return definition.chain.flatMap((step, n) => {
        const place = [...path, 'chain', n];
        return 'holders' in step
          ? step.holders.flatMap((rule, m) => one(rule, [...place, 'holders', m]))
          : one(step, place);
      });
    case 'message':
      return typeof definition.to === 'object' ? one(definition.to, [...path, 'to']) : [];
    default:
      return [];
  }
}

function brokenContact(tasks: Tasks, task: Placed, { contact, path }: Named): Fault[] {
  const [name = '', field = ''] = contact.split('.');
  const other = tasks.find(name);
  if (other === undefined) return [unknownTask(path, name, tasks.ofKind('form'))];
  const { definition } = other;
  const found = definition.kind === 'form' ? definition.fields.find((one) => one.field === field) : undefined;
  if (found?.type !== 'contact')
    return [
      {
        code: 'not-a-contact',
        path,
        message:
          found === undefined
            ? `“${name}” has no field “${field}”.`
            : `“${contact}” is a field of the type ${found.type}.`,
        hint: 'Name a field of the type contact in a form: task.field.',
      },
    ];
  return [
    ...(found.required && found.when === undefined
      ? []
      : [
          {
            code: 'contact-not-required',
            path,
            message: `“${contact}” need not be filled: there might be nobody to invite.`,
            hint: 'Give that field “required: true”, and no condition.',
          },
        ]),
    ...notThere(tasks, task, other, path),
  ];
}

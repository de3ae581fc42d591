import type { Contact } from '../tasks/form.ts';
import { own } from './own.ts';
import type { Mobility } from './state.ts';

/** The contact given in a form as `task.field`; an empty one when it was not given (the check asks that it is required). */
export function contactAt(state: Mobility, path: string): Contact {
  const [task = '', field = ''] = path.split('.');
  const found = own(state.tasks, task);
  const value = found?.kind === 'form' ? own(found.data.answers ?? {}, field) : undefined;
  return typeof value === 'object' ? value : { name: '', email: '' };
}

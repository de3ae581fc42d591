import { addIndex } from '../schema.ts';
import type { Migration } from '../schema.ts';

/** What is overdue is looked for every few seconds, among all files. */
export const nextDue: Migration = {
  name: '0010-next-due',
  up: (on) => addIndex(on, 'mobilities', ['next_due']),
};

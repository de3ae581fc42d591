import type { StandingIs } from '../diagram.ts';
import type { Kind } from '../../tasks/index.ts';

/** A small picture for each kind, 16 by 16; a kind without one does not compile. */
export const icons: Readonly<Record<Kind, string>> = {
  form: 'M2.5 1.5h11v13h-11zM5 5h6M5 8h6M5 11h3.5',
  documents: 'M4.5 3.5v-2h9v10h-2M2.5 3.5h9v11h-9zM5 7h4M5 10h4',
  agreement: 'M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3M5.5 7h5M5.5 9.5h5M5.5 12h2.5',
  approval: 'M8 1.5 14.5 8 8 14.5 1.5 8zM5.5 8l2 2 3-4',
  signatures: 'M2 14.5h12M3 11.5l1-3 6.5-6.5 2 2L6 10.5zM9 3.5l2 2',
  attestation: 'M8 1.5a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM5.5 9v5.5L8 13l2.5 1.5V9',
  grades: 'M2.5 14.5v-5h3v5M6.5 14.5v-12h3v12M10.5 14.5v-8h3v8M1.5 14.5h13',
  transcript: 'M3.5 1.5h9v13h-9zM6 5h4M6 7.5h4M8 11a1 1 0 1 1 0 1.5',
  message: 'M1.5 3.5h13v9h-13zM1.5 4l6.5 5 6.5-5',
};

/** Where something stands, told by form and not by colour. */
export const signs: Readonly<Record<StandingIs, { readonly path: string; readonly filled: boolean }>> = {
  done: { path: 'M1.5 6.5 5 10l6-7.5', filled: false },
  open: { path: 'M6 2a4 4 0 1 1 0 8 4 4 0 0 1 0-8z', filled: true },
  'to-come': { path: 'M6 2a4 4 0 1 1 0 8 4 4 0 0 1 0-8z', filled: false },
  passed: { path: 'M2 6h8', filled: false },
};

import { counts } from '../../db/queries/counts.ts';
import { board } from '../../db/queries/mobilities.ts';
import { queue } from '../../db/queries/queue.ts';
import type { Figure } from '../figure.ts';
import { growth, type Read } from '../growth/flat.ts';

const INSTITUTION = 'caen';
/** What the API gives when nobody says how many. */
const PAGE = 50;

const flat = (figure: string, what: string, read: Read): Figure => ({
  figure,
  unit: 'ms',
  what: `${what}, for one unit, for 20 units, for all, of 1,000,000 files of which 2 % are open; beside the same of 10,000`,
  goal: { atMost: 1.5 },
  measure: (bench) => growth(bench, read),
});

export const queueGrowth = flat('queue-growth', 'The first page of the work queue', async (db, { held }) => {
  const page = await queue(db, { institution: INSTITUTION, notOf: 'nobody', held, limit: PAGE });
  return page?.items.length ?? 0;
});

export const boardGrowth = flat('board-growth', 'The first page of the files', async (db, { units }) => {
  const page = await board(db, { institution: INSTITUTION, within: units === null ? [] : [[{ units }]], limit: PAGE });
  return page?.items.length ?? 0;
});

export const countsGrowth = flat('counts-growth', 'The counts of files', async (db, { units }) => {
  const found = await counts(db, { institution: INSTITUTION, units });
  return found.length;
});

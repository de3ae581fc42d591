import type { Migration } from '../schema.ts';
import { institutions } from './0001-institutions.ts';
import { catalogue } from './0002-catalogue.ts';
import { records } from './0003-records.ts';
import { work } from './0004-work.ts';
import { papersAndAccess } from './0005-papers-and-access.ts';
import { payloadHashes } from './0006-payload-hashes.ts';
import { erasure } from './0007-erasure.ts';
import { gatheredMails } from './0008-gathered-mails.ts';
import { fileUnits } from './0009-file-units.ts';
import { nextDue } from './0010-next-due.ts';
import { delegations } from './0011-delegations.ts';
import { proceduresOverApi } from './0012-procedures-over-api.ts';

/** In the order in which they run. One that was released is never changed: add another. */
export const migrations: readonly Migration[] = [
  institutions,
  catalogue,
  records,
  work,
  papersAndAccess,
  payloadHashes,
  erasure,
  gatheredMails,
  fileUnits,
  nextDue,
  delegations,
  proceduresOverApi,
];

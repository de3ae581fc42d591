import { mobilities } from './board.ts';
import { counts } from './counts.ts';
import { courses, listFaculties, partners } from './catalogue.ts';
import { health } from './health.ts';
import { incidents } from './incidents.ts';
import { listInstitutions, listProcedures } from './institutions.ts';
import { me } from './me.ts';
import { act, command } from './mobility/acts.ts';
import { download } from './mobility/download.ts';
import { getDraft, putDraft } from './mobility/drafts.ts';
import { readMessages, writeMessage } from './mobility/messages.ts';
import { history, view } from './mobility/read.ts';
import { upload } from './mobility/upload.ts';
import { nominations } from './nominations.ts';
import { nominationList } from './nominations-import.ts';
import { workQueue } from './queue.ts';
import { institutionSchemaRoute, procedureSchemaRoute } from './schemas-for-editors.ts';
import type { Route } from './route.ts';

/** Every route of the API but those of signing in, in the order of the document. */
export const routes: readonly Route[] = [
  health,
  listInstitutions,
  courses,
  listFaculties,
  procedureSchemaRoute,
  institutionSchemaRoute,
  me,
  workQueue,
  mobilities,
  counts,
  incidents,
  listProcedures,
  partners,
  nominations,
  nominationList,
  view,
  history,
  act,
  command,
  getDraft,
  putDraft,
  readMessages,
  writeMessage,
  upload,
  download,
];

import { mobilities } from './board.ts';
import { fileDiagram, procedureDiagram } from './diagrams.ts';
import { counts } from './counts.ts';
import { courses, listFaculties, partners } from './catalogue.ts';
import { endDelegation, listDelegations, makeDelegation } from './delegations.ts';
import { health } from './health.ts';
import { incidents } from './incidents.ts';
import { listInstitutions } from './institutions.ts';
import { me } from './me.ts';
import { act, command } from './mobility/acts.ts';
import { bulkActs } from './mobility/bulk.ts';
import { download } from './mobility/download.ts';
import { getDraft, putDraft } from './mobility/drafts.ts';
import { readMessages, writeMessage } from './mobility/messages.ts';
import { history, view } from './mobility/read.ts';
import { upload } from './mobility/upload.ts';
import { nominations } from './nominations.ts';
import { nominationList } from './nominations-import.ts';
import { checkSource } from './procedures/check.ts';
import { deleteProcedureDraft, getProcedureDraft, putProcedureDraft } from './procedures/draft.ts';
import { listProcedures } from './procedures/list.ts';
import { migrateFiles, migrateFilesBack, previewFile, previewFiles } from './procedures/migrations.ts';
import { publish } from './procedures/publish.ts';
import { retire, unretire } from './procedures/retire.ts';
import { simulateDraft } from './procedures/simulate.ts';
import { compareVersions, readProcedure, readVersion } from './procedures/versions.ts';
import { workQueue } from './queue.ts';
import { institutionSchemaRoute, procedureSchemaRoute } from './schemas-for-editors.ts';
import type { Route } from './route.ts';
import { staff } from './staff.ts';

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
  procedureDiagram,
  partners,
  staff,
  nominations,
  nominationList,
  listDelegations,
  makeDelegation,
  endDelegation,
  view,
  history,
  fileDiagram,
  act,
  bulkActs,
  command,
  getDraft,
  putDraft,
  readMessages,
  writeMessage,
  upload,
  download,
  checkSource,
  readProcedure,
  readVersion,
  compareVersions,
  getProcedureDraft,
  putProcedureDraft,
  deleteProcedureDraft,
  simulateDraft,
  publish,
  retire,
  unretire,
  previewFile,
  previewFiles,
  migrateFiles,
  migrateFilesBack,
];

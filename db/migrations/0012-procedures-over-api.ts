import { addColumn, addIndex, id, instant, longText, optional, reference, table, text, whole } from '../schema.ts';
import type { Migration } from '../schema.ts';

/**
 * Procedures that are written and published here: drafts, who wrote what, and which ones are retired. And what files
 * were told because nobody holds a role that they wait for, so that they are told once and hear when somebody does.
 */
export const proceduresOverApi: Migration = {
  name: '0012-procedures-over-api',
  async up(on) {
    await addColumn(on, 'procedures', 'note', optional(longText()));
    await addColumn(on, 'procedures', 'authors', optional(longText()));
    // `api` or `file`; versions of before came from files.
    await addColumn(on, 'procedures', 'origin', optional(text(8)));
    await addIndex(on, 'mobilities', ['institution', 'procedure_id', 'procedure_version', 'status']);
    await table(
      on,
      'procedure_drafts',
      {
        institution: id(),
        id: id(),
        version: whole(),
        source: longText(),
        // The published version that it began from; 0: none.
        base: whole(),
        // The version that this text was published as.
        published: optional(whole()),
        authors: longText(),
        updated_at: instant(),
      },
      { primary: ['institution', 'id'] },
    );
    // The newest row of a procedure says how it stands; the others are its story.
    await table(
      on,
      'procedure_retirements',
      {
        institution: id(),
        id: id(),
        no: whole(),
        retired: whole(),
        at: instant(),
        by_person: optional(id()),
        reason: longText(),
      },
      { primary: ['institution', 'id', 'no'] },
    );
    await table(
      on,
      'told_nobody_holds',
      { reference: reference(), incident: text(200), institution: id(), told_at: instant() },
      { primary: ['reference', 'incident'], indexes: [['institution', 'reference', 'incident']] },
    );
  },
};

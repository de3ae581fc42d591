import { id, instant, longText, optional, table, text, whole } from '../schema.ts';
import type { Migration } from '../schema.ts';

const own = { institution: id(), source: id(), code: text(64) };
const titled = { title: text(500), title_folded: text(500) };
const life = { academic_year: optional(text(9)), retired_at: optional(instant()) };
const primary = ['institution', 'source', 'code'];

/** What may be chosen in an agreement, each row owned by the source that brought it; and the reports of imports. */
export const catalogue: Migration = {
  name: '0002-catalogue',
  async up(on) {
    await table(
      on,
      'catalogue_faculties',
      { ...own, ...titled, acronym: optional(text(64)), ...life },
      { primary, indexes: [['institution', 'code']] },
    );
    await table(
      on,
      'catalogue_programmes',
      {
        ...own,
        ...titled,
        acronym: optional(text(64)),
        faculty: text(64),
        degree: optional(text(32)),
        level: optional(text(32)),
        ...life,
      },
      {
        primary,
        indexes: [
          ['institution', 'code'],
          ['institution', 'faculty', 'title_folded'],
        ],
      },
    );
    await table(
      on,
      'catalogue_courses',
      {
        ...own,
        ...titled,
        faculty: text(64),
        programme: optional(text(64)),
        language: optional(text(32)),
        s1: whole(),
        s2: whole(),
        ects_hundredths: optional(whole()),
        hours_hundredths: optional(whole()),
        open_to_mobility: whole(),
        objective: optional(longText()),
        description: optional(longText()),
        places: optional(whole()),
        ...life,
      },
      {
        primary,
        indexes: [
          ['institution', 'code'],
          ['institution', 'title_folded'],
          ['institution', 'faculty', 'title_folded'],
          ['institution', 'language', 'title_folded'],
        ],
      },
    );
    // Every word of a title, so that the prefix of any of them finds the course through an index.
    await table(
      on,
      'catalogue_words',
      { institution: id(), word: text(64), source: id(), code: text(64) },
      { primary: ['institution', 'word', 'source', 'code'], indexes: [['institution', 'source', 'code']] },
    );
    await table(
      on,
      'imports',
      {
        id: id(),
        institution: id(),
        kind: text(32),
        source: text(64),
        file: text(255),
        imported_at: instant(),
        imported_by: optional(id()),
        report: longText(),
      },
      { primary: ['id'], indexes: [['institution', 'imported_at']] },
    );
  },
};

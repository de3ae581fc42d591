import { fold } from '../../domain/text/fold.ts';
import { languageCode } from '../../domain/text/languages.ts';
import { plainText } from '../../domain/text/plain.ts';
import type { Row } from '../statements.ts';
import { cellReader, type CellFault, type CellReader } from './cells.ts';
import type { CsvRow } from './csv.ts';
import type { Columns } from './header.ts';

/** A row of the catalogue as it will be stored, without its institution, source and life. */
export type CatalogueRow = Row & { readonly code: string };

/** How one of the three files is read, and where its rows go. */
export interface Format {
  readonly table: 'catalogue_faculties' | 'catalogue_programmes' | 'catalogue_courses';
  readonly columns: Columns;
  /** The column that names the row, and the one that names the row it belongs to. */
  readonly codeColumn: string;
  readonly parentColumn?: string;
  /** Gives the row, and the code of the faculty or programme that it belongs to. */
  readonly read: (row: CsvRow) => { readonly row: CatalogueRow; readonly parent: string } | CellFault;
}

const CODE = 64;
const TITLE = 500;
const PROSE = 20_000;
const MOST_ECTS = 6_000;
const ECTS_STEP = 25;
const MOST_HOURS = 1_000_000;

export const facultyFormat: Format = {
  table: 'catalogue_faculties',
  columns: { required: ['code', 'libelle'], optional: ['libelle_long', 'acronyme'] },
  codeColumn: 'code',
  read: (row) =>
    checked(row, (cells) => {
      const short = cells.needed('libelle', TITLE);
      return {
        parent: '',
        row: {
          code: cells.needed('code', CODE),
          ...titled(cells.text('libelle_long', TITLE) || short),
          acronym: cells.text('acronyme', 64) || null,
        },
      };
    }),
};

export const programmeFormat: Format = {
  table: 'catalogue_programmes',
  columns: { required: ['code', 'libelle', 'code_composante'], optional: ['acronyme', 'type_diplome', 'niveau_etude'] },
  codeColumn: 'code',
  parentColumn: 'code_composante',
  read: (row) =>
    checked(row, (cells) => {
      const faculty = cells.needed('code_composante', CODE);
      return {
        parent: faculty,
        row: {
          code: cells.needed('code', CODE),
          ...titled(cells.needed('libelle', TITLE)),
          acronym: cells.text('acronyme', 64) || null,
          faculty,
          degree: cells.text('type_diplome', 32) || null,
          level: cells.text('niveau_etude', 32) || null,
        },
      };
    }),
};

export const courseFormat: Format = {
  table: 'catalogue_courses',
  columns: {
    required: ['code_elp', 'libelle', 'langue_enseignement', 's1', 's2', 'ects', 'ouvert_mobilite', 'formation_code'],
    optional: ['vol_elp', 'objectif', 'description'],
  },
  codeColumn: 'code_elp',
  parentColumn: 'formation_code',
  read: (row) =>
    checked(row, (cells) => {
      const programme = cells.needed('formation_code', CODE);
      const language = cells.text('langue_enseignement', 32);
      return {
        parent: programme,
        row: {
          code: cells.needed('code_elp', CODE),
          ...titled(cells.needed('libelle', TITLE)),
          programme,
          language: (languageCode(language) ?? language) || null,
          s1: cells.flag('s1', 0),
          s2: cells.flag('s2', 0),
          ects_hundredths: cells.hundredths('ects', { most: MOST_ECTS, step: ECTS_STEP }),
          hours_hundredths: cells.hundredths('vol_elp', { most: MOST_HOURS, step: 1 }),
          open_to_mobility: cells.flag('ouvert_mobilite', 0),
          objective: plainText(cells.text('objectif', PROSE)) || null,
          description: plainText(cells.text('description', PROSE)) || null,
        },
      };
    }),
};

// Folding may lengthen a text (ß, ligatures): what is searched is cut, what is shown is not.
const titled = (title: string) => ({ title, title_folded: fold(title).slice(0, TITLE) });

function checked<T>(row: CsvRow, read: (cells: CellReader) => T): T | CellFault {
  const cells = cellReader(row);
  const value = read(cells);
  return cells.fault() ?? value;
}

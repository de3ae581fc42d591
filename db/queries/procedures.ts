import { isStageForStaff } from '../../domain/authority/task-sight.ts';
import type { InstitutionId, ProcedureId, Text } from '../../domain/ids.ts';
import type { Procedure } from '../../domain/process/procedure.ts';
import type { Db } from '../connect.ts';
import { retirements } from '../procedures/retire.ts';
import { newestProcedure, procedureByHash } from '../records/procedures.ts';
import { select, selectOne } from '../sql.ts';

export interface ProcedureRow {
  readonly procedure: ProcedureId;
  readonly version: number;
  readonly hash: string;
  readonly title: Text;
  readonly for: string;
  readonly publishedAt: string;
  /** Since when it takes no nominations; null while it does. */
  readonly retiredAt: string | null;
}

/** The newest version of each procedure of an institution. */
export async function newestProcedures(db: Db, institution: InstitutionId): Promise<ProcedureRow[]> {
  const rows = await select<{ id: string; version: number; hash: string; body: string; published_at: string }>(
    db,
    `SELECT p.id, p.version, p.hash, p.body, p.published_at FROM procedures p
      WHERE p.institution = ? AND p.version = (SELECT MAX(n.version) FROM procedures n WHERE n.institution = p.institution AND n.id = p.id) ORDER BY p.id`,
    [institution],
  );
  const retired = await retirements(db, institution);
  return rows.map(({ id, version, hash, body, published_at }) => {
    const { title, for: kind } = head(body);
    return {
      procedure: id,
      version,
      hash,
      title,
      for: kind,
      publishedAt: published_at,
      retiredAt: retired.get(id)?.at ?? null,
    };
  });
}

/** One version of an institution's procedure, the newest where none is named. */
export async function procedureOf(
  db: Db,
  institution: InstitutionId,
  id: ProcedureId,
  version?: number,
): Promise<Procedure | undefined> {
  if (version === undefined) return (await newestProcedure(db, institution, id))?.procedure;
  const row = await selectOne<{ hash: string }>(
    db,
    'SELECT hash FROM procedures WHERE institution = ? AND id = ? AND version = ?',
    [institution, id, version],
  );
  return row === null ? undefined : procedureByHash(db, row.hash);
}

/** The titles of a procedure and of its tasks and items, for lists. */
export interface Titles {
  readonly procedure: Text;
  readonly stages: Readonly<Record<string, Text>>;
  readonly tasks: Readonly<Record<string, Text>>;
  /** By `task/item`: steps, documents. */
  readonly items: Readonly<Record<string, Text>>;
  /** Stages that staff keep among themselves. */
  readonly forStaff: ReadonlySet<string>;
}

/** Titles of published versions; those never change, so what was read once is kept. */
export interface TitleBook {
  titles(institution: InstitutionId, procedure: ProcedureId, version: number): Promise<Titles>;
}

const MOST_KEPT = 1000;

export function titleBook(db: Db): TitleBook {
  const kept = new Map<string, Titles>();
  return {
    async titles(institution, procedure, version) {
      const key = JSON.stringify([institution, procedure, version]);
      const known = kept.get(key);
      if (known !== undefined) return known;
      const rows = await select<{ body: string }>(
        db,
        'SELECT body FROM procedures WHERE institution = ? AND id = ? AND version = ?',
        [institution, procedure, version],
      );
      const titles = rows[0] === undefined ? none : titlesOf(rows[0].body);
      if (rows.length > 0) {
        if (kept.size >= MOST_KEPT) kept.clear();
        kept.set(key, titles);
      }
      return titles;
    },
  };
}

const none: Titles = { procedure: {}, stages: {}, tasks: {}, items: {}, forStaff: new Set() };

/** The parts of a published procedure that lists show; it was checked whole when it was published. */
interface Body {
  readonly title: Text;
  readonly for: string;
  readonly stages: readonly {
    readonly stage: string;
    readonly title: Text;
    readonly tasks: readonly {
      readonly task: string;
      readonly title: Text;
      readonly visibility?: 'everybody' | 'staff';
      readonly chain?: readonly { readonly step: string; readonly title?: Text }[];
      readonly documents?: readonly { readonly document: string; readonly title: Text }[];
    }[];
  }[];
}

function titlesOf(body: string): Titles {
  const { title, stages } = head(body);
  const tasks = stages.flatMap((s) => s.tasks);
  const items = tasks.flatMap((t) => [
    ...(t.chain ?? []).flatMap((s) => (s.title === undefined ? [] : [[`${t.task}/${s.step}`, s.title] as const])),
    ...(t.documents ?? []).map((d) => [`${t.task}/${d.document}`, d.title] as const),
  ]);
  return {
    procedure: title,
    stages: Object.fromEntries(stages.map((s) => [s.stage, s.title])),
    tasks: Object.fromEntries(tasks.map((t) => [t.task, t.title])),
    items: Object.fromEntries(items),
    forStaff: new Set(stages.filter(isStageForStaff).map((s) => s.stage)),
  };
}

function head(body: string): Body {
  const value: unknown = JSON.parse(body);
  if (!isBody(value)) throw new Error('A published procedure is not one.');
  return value;
}

const isBody = (value: unknown): value is Body =>
  typeof value === 'object' &&
  value !== null &&
  'stages' in value &&
  Array.isArray(value.stages) &&
  'title' in value &&
  'for' in value;

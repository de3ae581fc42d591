import { between, place, readerOf, type Conversion, type Policy } from './convert.ts';
import { convertByGrid, type Grid, type GridConversion } from './grid.ts';
import type { Reason, Side } from './reasons.ts';
import type { GradingTable } from './table.ts';

/** A table with the group it stands for; the narrowest comes first: ISCED detailed field, narrow, broad, institution. */
export interface Candidate {
  readonly level: string;
  readonly table: GradingTable;
}

export interface Tables {
  readonly from: readonly Candidate[];
  readonly to: readonly Candidate[];
  /** Where no pair of tables serves. */
  readonly grid?: Grid;
}

/** A step that was tried and did not serve, kept for the record. */
export interface Fallback {
  readonly side: Side;
  readonly level: string;
  readonly reason: Reason;
}

/** What the board is shown. Nothing is decided by it: somebody with the role approves, or enters a grade with a reason. */
export type Suggestion =
  | (((Conversion & { readonly levels: { readonly from: string; readonly to: string } }) | GridConversion) & {
      readonly fallbacks: readonly Fallback[];
    })
  | { readonly converted: false; readonly reason: Reason; readonly fallbacks: readonly Fallback[] };

/**
 * Suggests a grade: by the narrowest tables that serve, each side by itself, else by the grid, else none.
 * A grade that its own scale calls failing is refused at once: no wider table changes that.
 */
export function suggest(grade: string, tables: Tables, policy: Policy): Suggestion {
  const from = firstThatServes('from', tables.from, (table) => place(grade, table, policy));
  const failing = from.fallbacks.find(({ reason }) => reason.code === 'not-passing');
  if (failing !== undefined) return { converted: false, reason: failing.reason, fallbacks: [] };
  const to = firstThatServes('to', tables.to, (table) => readerOf(table, policy));
  const fallbacks = [...from.fallbacks, ...to.fallbacks];
  if (from.found !== undefined && to.found !== undefined) {
    const conversion = between(from.found.result, to.found.result, policy);
    return conversion.converted
      ? { ...conversion, levels: { from: from.found.level, to: to.found.level }, fallbacks }
      : { ...conversion, fallbacks };
  }
  const [side, missing] = from.found === undefined ? (['from', from] as const) : (['to', to] as const);
  const reason: Reason = missing.fallbacks[0]?.reason ?? { code: 'no-table', side };
  if (tables.grid === undefined) return { converted: false, reason, fallbacks };
  const byGrid = convertByGrid(grade, tables.grid);
  return byGrid.converted ? { ...byGrid, fallbacks } : { ...byGrid, fallbacks };
}

function firstThatServes<Result extends object>(
  side: Side,
  candidates: readonly Candidate[],
  attempt: (table: GradingTable) => Result | Reason,
): { readonly found?: { readonly level: string; readonly result: Result }; readonly fallbacks: readonly Fallback[] } {
  const fallbacks: Fallback[] = [];
  for (const { level, table } of candidates) {
    const result = attempt(table);
    if (!isReason(result)) return { found: { level, result }, fallbacks };
    fallbacks.push({ side, level, reason: result });
  }
  return { fallbacks };
}

const isReason = (value: object): value is Reason => 'code' in value;

import { isOn, type Term } from './grants.ts';

/** The days of a delegation beside those of the grant that it lends; null where a grant is one's own. */
export interface LentTerm {
  readonly lentFrom: string | null;
  readonly lentUntil: string | null;
}

/**
 * Delegations `d` with the grants `g` that they lend and every unit `c` lent: the lender's own grants alone, so that
 * nothing is lent further, as they are now, so that what is taken from the lender is gone here too.
 */
export const lentGrants = `delegations d
     JOIN grants g ON g.person = d.lender AND g.institution = d.institution AND g.role = d.role
     JOIN unit_covers c ON c.institution = g.institution AND c.ancestor = g.unit
     LEFT JOIN unit_covers n ON n.institution = d.institution AND n.ancestor = d.unit AND n.unit = c.unit`;

/** That it was not ended, and the unit is one of those lent. */
export const lentHolds = 'd.ended_at IS NULL AND (d.unit IS NULL OR n.unit IS NOT NULL)';

/** Whether both the grant and the delegation hold on a day. */
export const isLentOn = (row: Term & LentTerm, today: string): boolean =>
  isOn(row, today) && isOn({ valid_from: row.lentFrom, valid_until: row.lentUntil }, today);

/** A day that is over everywhere on earth: what ended before it need not be read. */
export const dayBefore = (now: Date): string => new Date(now.getTime() - 24 * 60 * 60_000).toISOString().slice(0, 10);

import type { Step } from '../tasks/approval.ts';

/** Whether the decisions of a step settle it already: as soon as those that are still to come cannot change it. */
export function settledBy({
  decisions,
  need,
  fixed,
  noVeto,
  holders,
}: Pick<Step, 'decisions' | 'need' | 'fixed' | 'noVeto' | 'holders'>): 'approve' | 'refuse' | 'nothing' {
  const approvals = decisions.filter((d) => d.decision === 'approve').length;
  const refusals = decisions.filter((d) => d.decision === 'refuse').length;
  if (refusals > 0 && noVeto !== true) return 'refuse';
  if (approvals >= need) return 'approve';
  return fixed === true && holders.length - refusals < need ? 'refuse' : 'nothing';
}

/** What acts say at any institution beside what the view gives, so that they are possible for the right one. */
export const usuallySaid: Readonly<Record<string, object>> = {
  'review-document': { decision: 'accept' },
  'decide-step': { decision: 'approve' },
  'decline-signature': { reason: 'Not this year' },
  'invite-again': { reason: 'The mail was lost' },
  'redirect-signer': { name: 'Eva Lima', email: 'eva@porto.example', reason: 'On leave' },
  'reopen-agreement': { reason: 'One more course' },
  withdraw: { reason: 'Illness' },
  'change-stay': { start: '2027-03-01', end: '2027-06-30', reason: 'Visa' },
  reopen: { reason: 'Well again' },
  attest: { date: '2026-11-20' },
  'retry-effect': { reason: 'Try again' },
  'skip-effect': { reason: 'Not needed' },
  'resolve-incident': { reason: 'It was nothing' },
  'approve-results': { decision: 'approve' },
};

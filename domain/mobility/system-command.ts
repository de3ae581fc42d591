import type { InstitutionId } from '../ids.ts';
import type { Instant } from '../time/civil.ts';
import type { Act, Command } from './commands.ts';

const NEVER = '9999-12-31T23:59:59.999Z';

/** What the system itself sends to a mobility; nobody gives it up unless `notAfter` says when. */
export const systemCommand = (institution: InstitutionId, act: Act, notAfter: Instant = NEVER): Command => ({
  id: null,
  bodyHash: '',
  actor: { kind: 'system', institution },
  act,
  facts: {},
  notAfter,
});

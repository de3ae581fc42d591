import { expect } from 'chai';
import { randomKey } from '../../../db/crypto.ts';
import { makeKeys } from '../../../db/keys.ts';
import { commit } from '../../../db/records/commit.ts';
import { readRequest } from '../../../db/records/outbox.ts';
import { readMobility } from '../../../db/records/read.ts';
import { delegate } from '../../../db/identity/delegate.ts';
import { select } from '../../../db/sql.ts';
import type { MailRequest } from '../../../domain/mobility/mail.ts';
import { decide } from '../../../domain/mobility/decide.ts';
import { isRefusal } from '../../../domain/refusal.ts';
import { forEachDatabase } from '../../support/database.ts';
import { birthOf } from '../../support/mobility.ts';
import { exampleProcedure } from '../../support/procedures.ts';
import { freshReference, unborn } from '../../support/records.ts';
import { addGrant, addPerson, seedInstitutions } from '../identity/seed.ts';

const procedure = exampleProcedure('caen', 'erasmus-study');
const NOW = '2026-03-02T10:00:00.000Z';

describe('a role’s mail in a commit', () => {
  forEachDatabase((_kind, database) => {
    const keys = makeKeys(randomKey());
    before(async () => {
      const db = database.db();
      await seedInstitutions(db);
      for (const id of ['claire', 'denis', 'emma', 'left', 'student-1']) await addPerson(db, id);
      await addGrant(db, 'claire', 'coordinator', 'sciences');
      await addGrant(db, 'claire', 'coordinator', 'university');
      await addGrant(db, 'denis', 'coordinator', 'university', ['2026-03-02', null]);
      await addGrant(db, 'emma', 'officer', 'sciences');
      await addGrant(db, 'left', 'coordinator', 'sciences', [null, '2026-03-01']);
      await addGrant(db, 'student-1', 'coordinator', 'sciences');
      await addPerson(db, 'zora', { kind: 'staff' });
      const lent = { lender: 'claire@example.org', to: 'zora@example.org', role: 'coordinator', unit: 'sciences' };
      const days = { from: '2026-03-01', until: '2026-03-02' };
      await delegate(db, { institution: 'caen', ...lent, ...days, reason: 'Leave' }, null, new Date(NOW));
    });

    it('becomes one for each holder of that day and who stands in, but for the file’s own person; one without a holder stays', async () => {
      const reference = freshReference();
      const birth = await unborn(database.db(), keys, reference, procedure, birthOf(procedure));
      const found = await readMobility(database.db(), keys, reference);
      const decided = decide(procedure, null, birth, NOW);
      if (found === undefined || isRefusal(decided)) throw new Error('It was not born.');
      const asked = [
        mail(11, { to: 'role', role: 'coordinator', unit: 'sciences' }),
        mail(12, { to: 'role', role: 'officer', unit: 'university' }),
        mail(13, { to: 'role', role: 'officer', unit: 'sciences' }),
        mail(14, { to: 'person' }),
      ];
      const { status } = await commit(
        database.db(),
        keys,
        {
          reference,
          expected: found.head,
          command: { id: null, bodyHash: birth.bodyHash },
          at: NOW,
          decided: { events: decided.events, effects: asked },
        },
        () => new Date(NOW),
      );
      expect(status).to.equal('committed');
      const rows = await select<{ id: string; status: string }>(
        database.db(),
        'SELECT id, status FROM outbox WHERE reference = ? ORDER BY n',
        [reference],
      );
      const written = await Promise.all(
        rows.map(async ({ id, status: is }) => {
          const request = (await readRequest(database.db(), keys, id))?.request;
          return [id.split('/')[2], is, request?.kind === 'mail' ? request.mail.recipient : undefined];
        }),
      );
      const coordinators = { role: 'coordinator', unit: 'sciences' };
      const officers = { role: 'officer', unit: 'sciences' };
      expect(written).to.deep.equal([
        ['11', 'settled', { to: 'role', role: 'coordinator', unit: 'sciences' }],
        ['12', 'pending', { to: 'role', role: 'officer', unit: 'university' }],
        ['13', 'settled', { to: 'role', role: 'officer', unit: 'sciences' }],
        ['14', 'pending', { to: 'person' }],
        ['1100001', 'pending', { to: 'somebody', person: 'claire', as: coordinators }],
        ['1100002', 'pending', { to: 'somebody', person: 'denis', as: coordinators }],
        ['1100003', 'pending', { to: 'somebody', person: 'zora', as: coordinators }],
        ['1300001', 'pending', { to: 'somebody', person: 'emma', as: officers }],
      ]);

      function mail(n: number, recipient: MailRequest['recipient']) {
        return {
          effect: `${reference}/1/${String(n)}`,
          request: { kind: 'mail', mail: { template: 'completed', recipient } },
        } as const;
      }
    });
  });
});

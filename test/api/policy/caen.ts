import { inTransaction, type Db } from '../../../db/connect.ts';
import { newestProcedure, publishProcedure } from '../../../db/records/procedures.ts';
import type { Application, Caller } from '../support/application.ts';
import { can, details, draft, fillDetails, form, givePapers, ok, submitAgreement, upload } from '../support/steps.ts';
import { makeMoments, type Moments } from './moments.ts';
import { usuallySaid } from './usually-said.ts';

/** A file of Caen at every moment at which the policy tries something. */
export async function momentsAtCaen(app: Application, reference: string, person: Caller): Promise<Moments> {
  const moments = makeMoments(app, 'caen', reference);
  const { keep, systemDoes } = moments;
  const does = async (who: string, type: string, more: object = {}): Promise<void> => {
    const caller = who === 'the person' ? person : await app.as(who);
    ok(await caller.act(reference, { ...(await can(caller, reference, type)), ...more }));
    await app.effects(reference);
  };

  const passport = await give(person, reference);
  await keep('details are asked for');
  await keep('papers are asked for');
  ok(await person.act(reference, { type: 'add-document', task: 'papers', document: 'passport', file: passport }));
  await app.effects(reference);
  await keep('a paper was given');
  await fillDetails(person, reference);
  await givePapers(app, person, reference);
  await keep('the agreement is asked for');
  await submitAgreement(person, reference);
  await keep('the faculty decides');
  await does('caen-claire', 'decide-step', { decision: 'ask', reason: 'Which level?' });
  await keep('the faculty asked');
  await moments.to('the faculty decides');
  await does('coordinator', 'decide-step', { decision: 'approve' });
  await keep('the coordinator approved');
  await moments.to('the faculty decides');
  await does('caen-claire', 'decide-step', { decision: 'approve' });
  await keep('the office decides');
  await secondVersion(app.db);
  await does('caen-admin', 'migrate', usuallySaid['migrate']);
  await keep('the file follows another version');
  await moments.to('the office decides');
  await does('caen-ines', 'decide-step', { decision: 'approve' });
  await keep('the student signs');
  await does('the person', 'sign');
  await keep('the home coordinator signs');
  await does('the person', 'ask-stay', usuallySaid['ask-stay']);
  await keep('other dates are asked for');
  await moments.to('the home coordinator signs');
  await does('the person', 'withdraw', { reason: 'Illness' });
  await keep('the file is closed');
  await moments.to('the home coordinator signs');
  const bound = { reference, task: 'agreement-signatures', item: 'home' };
  const partner = await app.partner(bound, details.homeCoordinator.email);
  ok(await partner.act(reference, await can(partner, reference, 'sign')));
  await keep('the faculty signs');
  await does('caen-claire', 'sign');
  await keep('the arrival is to be attested');
  ok(
    await (
      await app.as('caen-ines')
    ).act(reference, { ...(await can(await app.as('caen-ines'), reference, 'attest')), date: '2026-11-20' }),
  );
  const [certificate] = Object.keys((await moments.state()).effects);
  if (certificate === undefined) throw new Error('no certificate was asked for');
  await systemDoes({ type: 'effect-failed', effect: certificate, code: 'bad-input', message: 'It cannot be printed.' });
  await keep('a certificate could not be made');
  await systemDoes({ type: 'raise-incident', incident: 'odd', code: 'odd', text: 'Something is odd.' });
  await keep('something odd was noticed');
  await moments.to('the arrival is to be attested');
  for (const date of ['2026-11-20', '2026-11-22']) await does('caen-ines', 'attest', { date });
  await keep('results are asked for');
  await does('caen-sophie', 'enter-results', { results: await moments.results() });
  await keep('results were entered');
  await does('caen-claire', 'approve-results', { decision: 'approve' });
  await keep('results were approved');
  return moments;
}

/** Another version of the procedure, which differs by its title. */
async function secondVersion(db: Db): Promise<void> {
  const newest = await newestProcedure(db, 'caen', 'erasmus-study');
  if (newest === undefined) throw new Error('nothing is published');
  const changed = { ...newest.procedure, title: { ...newest.procedure.title, en: 'Erasmus+ studies, again' } };
  await inTransaction(db, (tx) => publishProcedure(tx, 'caen', changed, '', '2026-11-01T00:00:00.000Z', null));
}

/** An upload that no act has taken up yet. */
async function give(person: Caller, reference: string): Promise<string> {
  return ok(await upload(person, reference, 'passport', form('a passport')), 201).json.id;
}

/** What each act at Caen says beside what the view gives, so that it is possible for the right one. */
export const filledAtCaen: Readonly<Record<string, object>> = {
  ...usuallySaid,
  'submit-form': { answers: details },
  'submit-agreement': { content: draft },
};

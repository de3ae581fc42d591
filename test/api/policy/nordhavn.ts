import { insert } from '../../../db/sql.ts';
import { courseRow } from '../../support/course-row.ts';
import { startApplication, type Application, type Caller } from '../support/application.ts';
import { can, form, ok } from '../support/steps.ts';
import { applyNordhavn, grant, person, type Somebody } from './cast.ts';
import { makeMoments, type Moments } from './moments.ts';
import { fileOf, ownDatabase } from './stage.ts';
import type { ActStage } from './try-acts.ts';
import { usuallySaid } from './usually-said.ts';

const rui = { name: 'Rui Costa', email: 'rui@porto.example' };

/** A file of a faculty of Nordhavn at all its moments, and everybody whom the policy names there. */
export async function openNordhavn(): Promise<ActStage & { stop(): Promise<void> }> {
  const { db, remove } = await ownDatabase();
  const app = await startApplication(db);
  await applyNordhavn(db);
  await insert(db, 'catalogue_courses', ocean);
  const { reference, person: id } = await fileOf(app, 'nordhavn', 'ana@porto.example', 'ocean');
  const other = await fileOf(app, 'nordhavn', 'bea@porto.example', 'ocean');
  const makers = await castOf(app, reference, id, other.person);
  const moments = await momentsOf(app, reference, id);
  return {
    reference,
    moments,
    filled,
    names: Object.keys(makers),
    as: async (who) => {
      const caller = await makers[who]?.();
      if (caller === undefined) throw new Error(`Nobody is called “${who}”.`);
      return { caller, during: (work) => work() } satisfies Somebody;
    },
    stop: async () => {
      await app.stop();
      await remove();
    },
  };
}

async function castOf(
  app: Application,
  reference: string,
  id: string,
  other: string,
): Promise<Readonly<Record<string, () => Promise<Caller>>>> {
  const { db } = app;
  const staff = async (role: string, unit: string): Promise<() => Promise<Caller>> => {
    const who = `${role}-${unit}`;
    await person(db, 'nordhavn', who);
    await grant(db, 'nordhavn', who, role, unit);
    return () => app.as(who, 'nordhavn');
  };
  await person(db, 'caen', 'all-of-caen');
  for (const role of ['international-officer', 'head-of-office', 'programme-coordinator', 'registry', 'administrator'])
    await grant(db, 'caen', 'all-of-caen', role, 'university');
  return {
    'the person': () => app.as(id, 'nordhavn'),
    office: await staff('mobility-officer', 'university'),
    'faculty office': await staff('faculty-office', 'ocean'),
    'faculty coordinator': await staff('faculty-coordinator', 'ocean'),
    dean: await staff('dean', 'ocean'),
    'board member': await staff('study-board', 'university'),
    registrar: await staff('registrar', 'university'),
    administrator: await staff('administrator', 'university'),
    partner: () => app.partner({ reference, task: 'signing', item: 'home' }, rui.email, 'nordhavn'),
    nobody: () => Promise.resolve(app.anybody),
    'another student': () => app.as(other, 'nordhavn'),
    'department coordinator': await staff('faculty-coordinator', 'biology'),
    'faculty office elsewhere': await staff('faculty-office', 'letters'),
    'faculty coordinator elsewhere': await staff('faculty-coordinator', 'letters'),
    'dean elsewhere': await staff('dean', 'letters'),
    'board member elsewhere': await staff('study-board', 'letters'),
    'registrar elsewhere': await staff('registrar', 'letters'),
    'administrator elsewhere': await staff('administrator', 'letters'),
    'office elsewhere': await staff('mobility-officer', 'letters'),
    'other institution': () => app.as('all-of-caen'),
  };
}

async function momentsOf(app: Application, reference: string, id: string): Promise<Moments> {
  const moments = makeMoments(app, 'nordhavn', reference);
  const { keep, systemDoes } = moments;
  const ana = await app.as(id, 'nordhavn');
  const partner = (): Promise<Caller> =>
    app.partner({ reference, task: 'signing', item: 'home' }, rui.email, 'nordhavn');
  const does = async (who: string | Caller, type: string, more: object = filled[type] ?? {}): Promise<void> => {
    const caller = typeof who === 'string' ? await app.as(`nordhavn-${who}`, 'nordhavn') : who;
    ok(await caller.act(reference, { ...(await can(caller, reference, type)), ...more }));
    await app.effects(reference);
  };
  await keep('the plan is asked for');
  await does(ana, 'submit-form');
  await does(ana, 'submit-agreement');
  const to = `/api/mobilities/${reference}/documents?task=papers&document=identity`;
  const file = ok(await ana.raw('POST', to, form('a passport')), 201).json.id;
  await keep('papers are asked for');
  await does(ana, 'add-document', { document: 'identity', file });
  await keep('a paper was given');
  await does('tiago', 'review-document');
  await keep('the coordinator decides');
  await does('ines-c', 'decide-step');
  await keep('the board decides');
  for (const member of ['lars', 'beatriz']) await does(member, 'decide-step');
  await keep('everybody is to sign');
  await does(ana, 'withdraw');
  await keep('the file is closed');
  await moments.to('everybody is to sign');
  await does(await partner(), 'decline-signature');
  await keep('the home coordinator declined');
  await moments.to('everybody is to sign');
  for (const signer of [ana, await partner(), 'ines-c', 'vera']) await does(signer, 'sign');
  await keep('the arrival is to be attested');
  const tiago = await app.as('nordhavn-tiago', 'nordhavn');
  ok(await tiago.act(reference, { ...(await can(tiago, reference, 'attest')), ...filled['attest'] }));
  const [certificate = ''] = Object.keys((await moments.state()).effects);
  await systemDoes({ type: 'effect-failed', effect: certificate, code: 'bad-input', message: 'It cannot be printed.' });
  await keep('a certificate could not be made');
  await moments.to('the arrival is to be attested');
  await does(ana, 'answer-message');
  for (const date of ['2026-11-20', '2026-11-22']) await does('tiago', 'attest', { date });
  await keep('results are asked for');
  await does('tiago', 'enter-results', { results: await moments.results() });
  await keep('results were entered');
  await does('ines-c', 'approve-results');
  await keep('results were approved');
  return moments;
}

const filled: Readonly<Record<string, object>> = {
  ...usuallySaid,
  'submit-form': {
    answers: {
      birthDate: '2004-05-06',
      citizenship: 'PT',
      semester: 'spring',
      motivation: 'The sea. '.repeat(30),
      coordinator: rui,
    },
  },
  'submit-agreement': {
    content: {
      mainUnit: 'ocean',
      language: 'en',
      languageLevel: 'B2',
      components: [{ course: 'OC1', term: 'S1' }],
      recognised: [{ title: 'Elective', ects: 3000, automatic: true }],
      responsibleHome: rui,
    },
  },
};

/** A course of the faculty. */
const ocean = courseRow('OC1', {
  institution: 'nordhavn',
  title: 'Tides',
  faculty: 'OC',
  language: 'en',
  ects_hundredths: 3000,
});

import { z } from 'zod';
import { NO_DRAFT, readProcedureDraft } from '../../../db/procedures/drafts.ts';
import { rolesOf } from '../../../db/procedures/surroundings.ts';
import { readInstitution } from '../../../db/institutions/read.ts';
import type { InstitutionId } from '../../../domain/ids.ts';
import type { Procedure } from '../../../domain/process/procedure.ts';
import { refuse } from '../../../domain/refusal.ts';
import { actorOf } from '../../identity/actor.ts';
import { Problem, problemOfRefusal } from '../../problem.ts';
import type { SimulationAsked } from '../../simulation/simulations.ts';
import type { ApiDeps } from '../deps.ts';
import { none, route } from '../route.ts';
import { problemWith, staleVersion } from '../stale.ts';
import { reader } from './administrator.ts';
import { checked } from './check.ts';
import { number, params, shownDraft } from './schemas.ts';

const MOST_MOBILITIES = 2_000;

export const simulateDraft = route({
  method: 'post',
  path: '/api/procedures/{id}/draft/simulate',
  tag: 'Procedures',
  summary:
    'Run made-up files through a draft: how they end, how long it takes, who is the bottleneck. Same seed, same report',
  cost: 'check',
  request: {
    ...none,
    params,
    body: z.strictObject({
      version: number.describe('Of the draft'),
      mobilities: z.int().min(1).max(MOST_MOBILITIES).default(500),
      seed: z.int().min(0).max(2_147_483_647).default(1),
    }),
  },
  responses: {
    200: { description: 'What became of them', schema: z.object({ report: z.record(z.string(), z.unknown()) }) },
    404: { description: 'There is no draft' },
    409: { description: 'The draft was changed since you read it' },
    422: { description: 'It has errors, all of them under `problems`; or it took too long: ask for fewer files' },
    503: { description: 'Another one is under way' },
  },
  handler: async (deps, { params: { id }, body, request, response }) => {
    const { institution } = reader(await actorOf(request, deps));
    const draft = await readProcedureDraft(deps.db, { institution, id });
    if (draft.version === NO_DRAFT.version) throw problemOfRefusal(refuse('not-found'));
    if (draft.version !== body.version) return staleVersion(request, response, await shownDraft(deps.db, draft), null);
    const { ok, problems, procedure } = await checked(deps, institution, draft.source);
    if (!ok || procedure === undefined) return problemWith(request, response, faulty, { problems });
    const done = await deps.simulate(await asked(deps, institution, procedure, body));
    if (done.kind === 'done') return { status: 200, body: { report: done.report } };
    throw problemsOf[done.kind];
  },
});

async function asked(
  { db }: ApiDeps,
  institution: InstitutionId,
  procedure: Procedure,
  { mobilities, seed }: { readonly mobilities: number; readonly seed: number },
): Promise<SimulationAsked> {
  const host = await readInstitution(db, institution);
  if (host === undefined) throw problemOfRefusal(refuse('not-found'));
  const units = host.units
    .map(({ id, parent, name }) => ({ unit: id, name, ...(parent === null ? {} : { parent }) }))
    .toSorted((a, b) => Number(b.unit === host.root) - Number(a.unit === host.root));
  return {
    procedure,
    mobilities,
    seed,
    institution,
    calendar: host.calendar,
    units,
    roles: await rolesOf(db, institution),
  };
}

const faulty = new Problem(422, 'procedure-has-errors', {
  en: 'The procedure has errors. Mend what stands under “problems”, then simulate it.',
  fr: 'La procédure comporte des erreurs. Corrigez ce qui figure sous « problems », puis simulez-la.',
});

const problemsOf = {
  'too-long': new Problem(422, 'simulation-too-long', {
    en: 'The simulation took too long and was ended. Ask for fewer files.',
    fr: 'La simulation était trop longue et a été arrêtée. Demandez moins de dossiers.',
  }),
  busy: new Problem(
    503,
    'simulation-busy',
    {
      en: 'Another simulation is under way. Ask again in a moment.',
      fr: 'Une autre simulation est en cours. Recommencez dans un instant.',
    },
    { headers: { 'Retry-After': '5' } },
  ),
};

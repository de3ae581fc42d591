import { z } from 'zod';
import { surroundingsNow } from '../../../db/procedures/surroundings.ts';
import type { InstitutionId } from '../../../domain/ids.ts';
import { checkProcedure, type Checked } from '../../../domain/process/check.ts';
import { actorOf } from '../../identity/actor.ts';
import type { ApiDeps } from '../deps.ts';
import { none, route } from '../route.ts';
import { reader } from './administrator.ts';
import { problems, source, SOURCE_BYTES } from './schemas.ts';

export const checkSource = route({
  method: 'post',
  path: '/api/procedures/check',
  tag: 'Procedures',
  summary:
    'What is wrong with a procedure, checked against the roles and languages of your institution as they are now',
  cost: 'check',
  bodyLimit: SOURCE_BYTES,
  request: { ...none, body: z.strictObject({ source }) },
  responses: {
    200: {
      description: 'Errors stand against publishing; warnings may be meant',
      schema: z.object({ ok: z.boolean(), problems }),
    },
  },
  handler: async (deps, { body, request }) => {
    const { institution } = reader(await actorOf(request, deps));
    const { ok, problems } = await checked(deps, institution, body.source);
    return { status: 200, body: { ok, problems } };
  },
});

/** A text as it would be published in an institution now. */
export const checked = async (
  { db, now }: Pick<ApiDeps, 'db' | 'now'>,
  institution: InstitutionId,
  source: string,
): Promise<Checked> => checkProcedure(source, 'procedure.yaml', await surroundingsNow(db, institution, now()));

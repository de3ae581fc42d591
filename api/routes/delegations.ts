import { z } from 'zod';
import { administered } from '../../domain/authority/delegation.ts';
import { delegate, type DelegationWish } from '../../db/identity/delegate.ts';
import { DelegationProblem } from '../../db/identity/delegation-problem.ts';
import { delegations } from '../../db/identity/delegations.ts';
import { undelegate } from '../../db/identity/undelegate.ts';
import { actorOf } from '../identity/actor.ts';
import { Problem } from '../problem.ts';
import { none, route } from './route.ts';
import { civilDate, found, instant, pageOf, paging, slug } from './schemas.ts';
import { aPerson } from './signed-in.ts';

const delegation = z.object({
  id: z.string(),
  lender: z.string(),
  lenderName: z.string().describe('Empty when the person was erased since'),
  person: z.string().describe('Who stands in'),
  personName: z.string(),
  role: z.string(),
  unit: z.string().nullable().describe('With the units below it; null: wherever the lender has the role'),
  from: civilDate,
  until: civilDate.describe('The last day, included'),
  reason: z.string(),
  madeAt: instant,
  madeBy: z.string().nullable().describe('Null: an operator, by command'),
  endedAt: instant.nullable().describe('Null: not ended before its last day'),
  endedBy: z.string().nullable(),
});

export const listDelegations = route({
  method: 'get',
  path: '/api/delegations',
  tag: 'Delegations',
  summary: 'What you lent and what was lent to you, over or not, newest first; administrators see that of their units',
  request: { ...none, query: z.strictObject(paging) },
  responses: { 200: { description: 'A page of delegations', schema: pageOf(delegation) } },
  handler: async (deps, { query, request }) => {
    const actor = aPerson(await actorOf(request, deps));
    const { institution, person } = actor;
    const search = { ...query, institution, of: person, within: administered(actor) };
    return { status: 200, body: found(await delegations(deps.db, search)) };
  },
});

const wish = z.strictObject({
  lender: z.email().max(320).exactOptional().describe('Whose role, by address: for administrators; without it, yours'),
  to: z.email().max(320).describe('Who stands in, by address'),
  role: slug,
  unit: slug.exactOptional().describe('With the units below it; without it, wherever the lender has the role'),
  from: civilDate.exactOptional().describe('Without it, today'),
  until: civilDate.describe('The last day, included; at most 370 days in all'),
  reason: z.string().trim().min(1).max(1000),
}) satisfies z.ZodType<Omit<DelegationWish, 'institution'>>;

export const makeDelegation = route({
  method: 'post',
  path: '/api/delegations',
  tag: 'Delegations',
  summary: 'Lend a role for some days; the same again changes nothing',
  request: { ...none, body: wish },
  responses: {
    201: { description: 'It is lent', schema: delegation },
    200: { description: 'It was lent already', schema: delegation },
    409: { description: 'Some of these days are lent already' },
    422: { description: 'Not to this person, not these days, or the lender does not have the role' },
  },
  handler: async (deps, { body, request }) => {
    const actor = aPerson(await actorOf(request, deps));
    const whole = { ...body, institution: actor.institution };
    const done = await refusing(() => delegate(deps.db, whole, actor, deps.now()));
    return { status: done.added ? 201 : 200, body: done.delegation };
  },
});

export const endDelegation = route({
  method: 'post',
  path: '/api/delegations/{id}/end',
  tag: 'Delegations',
  summary: 'End a delegation early: by who lent it, who got it, or an administrator; the same again changes nothing',
  request: { ...none, params: z.strictObject({ id: slug }) },
  responses: {
    200: { description: 'It is ended', schema: delegation },
    404: { description: 'There is no such delegation, or it is not for you' },
    409: { description: 'It is over by its own date' },
  },
  handler: async (deps, { params, request }) => {
    const actor = aPerson(await actorOf(request, deps));
    const which = { institution: actor.institution, id: params.id };
    return { status: 200, body: (await refusing(() => undelegate(deps.db, which, actor, deps.now()))).delegation };
  },
});

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DelegationProblem)) throw error;
    throw new Problem(error.status, error.code, error.detail, { cause: error });
  }
}

import { z } from 'zod';
import { searchStaff } from '../../db/identity/staff.ts';
import { actorOf } from '../identity/actor.ts';
import { none, route } from './route.ts';
import { found, pageOf, paging, search } from './schemas.ts';
import { staffWith } from './signed-in.ts';

const colleague = z.object({
  person: z.string(),
  name: z.string(),
  roles: z.array(z.object({ role: z.string(), unit: z.string() })).describe('Those that they have today'),
});

export const staff = route({
  method: 'get',
  path: '/api/staff',
  tag: 'Lists',
  summary: 'Who works at your institution, for `reassign`: by name, with their roles. For whoever may reassign',
  cost: 'search',
  request: { ...none, query: z.strictObject({ ...paging, search: search.optional() }) },
  responses: { 200: { description: 'A page of staff, by family name', schema: pageOf(colleague) } },
  handler: async (deps, { query, request }) => {
    const { institution } = staffWith(await actorOf(request, deps), 'reassign');
    const page = found(await searchStaff(deps.db, { ...query, institution }, deps.now()));
    return {
      status: 200,
      body: { items: page.items.map((one) => ({ ...one, roles: [...one.roles] })), next: page.next },
    };
  },
});

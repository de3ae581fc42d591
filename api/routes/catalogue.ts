import { z } from 'zod';
import { faculties, searchCourses } from '../../db/queries/catalogue.ts';
import { searchPartners } from '../../db/queries/partners.ts';
import { actorOf } from '../identity/actor.ts';
import { none, route } from './route.ts';
import { found, institutionId, pageOf, paging, search } from './schemas.ts';
import { staffWith } from './signed-in.ts';

const code = z.string().min(1).max(64);

const course = z.object({
  code: z.string(),
  title: z.string(),
  faculty: z.string(),
  programme: z.string().nullable(),
  language: z.string().nullable(),
  semesters: z.array(z.enum(['S1', 'S2'])),
  ects: z.number().int().nullable().describe('Hundredths of an ECTS credit'),
  description: z.string().nullable(),
});

export const courses = route({
  method: 'get',
  path: '/api/catalogue/courses',
  tag: 'Open to all',
  summary: 'Courses open to people in mobility, by title; `q` takes beginnings of words, or a code',
  open: true,
  cost: 'search',
  request: {
    ...none,
    query: z.strictObject({
      ...paging,
      institution: institutionId,
      q: search.optional(),
      faculty: code.optional(),
      semester: z.enum(['S1', 'S2']).optional(),
      language: z.string().min(1).max(32).optional(),
    }),
  },
  responses: { 200: { description: 'A page of courses', schema: pageOf(course) } },
  handler: async ({ db }, { query }) => ({ status: 200, body: found(await searchCourses(db, query)) }),
});

export const listFaculties = route({
  method: 'get',
  path: '/api/catalogue/faculties',
  tag: 'Open to all',
  summary: 'The faculties of the course catalogue',
  open: true,
  request: { ...none, query: z.strictObject({ institution: institutionId }) },
  responses: {
    200: {
      description: 'All of them',
      schema: z.object({
        items: z.array(z.object({ code: z.string(), title: z.string(), acronym: z.string().nullable() })),
      }),
    },
  },
  handler: async ({ db }, { query }) => ({ status: 200, body: { items: await faculties(db, query.institution) } }),
});

const partner = z.object({
  id: z.string(),
  name: z.string(),
  country: z.string(),
  city: z.string().nullable(),
  erasmusCode: z.string().nullable(),
  pic: z.string().nullable(),
  oid: z.string().nullable(),
});

export const partners = route({
  method: 'get',
  path: '/api/partners',
  tag: 'Lists',
  summary: 'Partner institutions; `q` is the beginning of a name, or an Erasmus code, PIC or OID',
  cost: 'search',
  request: { ...none, query: z.strictObject({ ...paging, q: search.optional() }) },
  responses: { 200: { description: 'A page of partners', schema: pageOf(partner) } },
  handler: async (deps, { query, request }) => {
    const { institution } = staffWith(await actorOf(request, deps), 'see-files');
    return { status: 200, body: found(await searchPartners(deps.db, { ...query, institution })) };
  },
});

import { z } from 'zod';
import { institutionEditorSchema } from '../../domain/institution/editor-schema.ts';
import { procedureEditorSchema } from '../../domain/process/editor-schema.ts';
import { none, route } from './route.ts';

const schema = z.looseObject({ $id: z.string(), $schema: z.string(), title: z.string() });

/** Editors that complete procedures read it from here. */
export const procedureSchemaRoute = route({
  method: 'get',
  path: '/api/schemas/procedure.json',
  tag: 'Open to all',
  summary: 'The JSON Schema of a procedure, for editors',
  open: true,
  request: none,
  responses: { 200: { description: 'JSON Schema 2020-12', schema } },
  handler: ({ settings }) =>
    Promise.resolve({ status: 200, body: procedureEditorSchema(`${settings.url}/api/schemas/procedure.json`) }),
});

/** And those that complete an institution’s configuration. */
export const institutionSchemaRoute = route({
  method: 'get',
  path: '/api/schemas/institution.json',
  tag: 'Open to all',
  summary: 'The JSON Schema of institution.yaml, for editors',
  open: true,
  request: none,
  responses: { 200: { description: 'JSON Schema 2020-12', schema } },
  handler: ({ settings }) =>
    Promise.resolve({ status: 200, body: institutionEditorSchema(`${settings.url}/api/schemas/institution.json`) }),
});

import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { Request, Response } from 'express';
import { DocumentError } from '../../../activities/documents/error.ts';
import { refuse } from '../../../domain/refusal.ts';
import { documentOf } from '../../../db/queries/documents.ts';
import { actorOf } from '../../identity/actor.ts';
import { Problem, problemOfRefusal } from '../../problem.ts';
import type { ApiDeps } from '../deps.ts';
import { none, route } from '../route.ts';
import { reference, slug } from '../schemas.ts';
import { openFile } from './file.ts';
import { papersOf } from './papers.ts';

export const download = route({
  method: 'get',
  path: '/api/mobilities/{reference}/documents/{id}',
  tag: 'Documents',
  summary: 'A document that passed the checks, or that we made; always as an attachment',
  request: { ...none, params: z.strictObject({ reference, id: slug }) },
  responses: {
    200: { description: 'The bytes', type: 'application/octet-stream' },
    404: { description: 'No such document, or not for you, or not readable' },
    503: { description: 'Files cannot be read just now, or this one is missing (`document-missing`)' },
  },
  handler: async (deps, { params, request, response }) => {
    await sendDocument(deps, params.reference, params.id, request, response);
    return 'sent';
  },
});

/** @throws Problem 404, the same for what is not there and what is not for the reader */
async function sendDocument(
  deps: ApiDeps,
  of: string,
  id: string,
  request: Request,
  response: Response,
): Promise<void> {
  const actor = await actorOf(request, deps);
  const { state, procedure } = await openFile(deps, actor, of);
  const paper = papersOf(actor, state, procedure).find((p) => p.id === id && p.readable);
  const row = await documentOf(deps.db, of, id);
  if (paper === undefined || row === null || (row.state !== 'accepted' && row.state !== 'generated'))
    throw problemOfRefusal(refuse('not-found'));
  const key = await deps.keys.existingKey(deps.db, of);
  const content = await deps.store.get(row.storedKey, key.bytes).catch(rethrown);
  response.attachment(row.name);
  response.set({
    'Content-Type': inert.has(row.mime) ? row.mime : 'application/octet-stream',
    'X-Content-Type-Options': 'nosniff',
    // Should a browser show it after all, it runs nothing and belongs to nobody.
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Cache-Control': 'private, no-store',
  });
  // When what is stored turns out to be altered the connection is cut, so that half a file is not taken for a whole one.
  await pipeline(content, response);
}

function rethrown(error: unknown): never {
  throw error instanceof DocumentError && error.code === 'not-found' ? missing(error) : error;
}

/** The records name it and the store is there without it, as after only one of both was put back. */
const missing = (cause: unknown): Problem =>
  new Problem(
    503,
    'document-missing',
    {
      en: 'This document is recorded, but its file is not in the store just now. Whoever operates SMILE has to put it back; try again later.',
      fr: "Ce document est enregistré, mais son fichier n'est pas dans le stockage pour le moment. L'exploitant de SMILE doit le remettre ; réessayez plus tard.",
    },
    { headers: { 'Retry-After': '60' }, cause },
  );

const inert: ReadonlySet<string> = new Set(['application/pdf', 'image/jpeg', 'image/png', 'image/webp']);

import { Readable } from 'node:stream';
import busboy from 'busboy';
import type { Request } from 'express';
import { Problem } from '../../problem.ts';

/**
 * Takes the one file of a multipart/form-data body as it streams in.
 * @param take what is done with it: the name is the client's, cleaned, for people only. The content ends only when the
 *   whole body was right, and fails otherwise, so that nothing is kept of a body that was not
 * @throws Problem 400 for a broken body, 413 for a file over the limit, 415 for another kind of body; what `take` throws
 */
export async function onePart<T>(request: Request, take: (name: string, content: Readable) => Promise<T>): Promise<T> {
  const parser = parserFor(request);
  const whole = Promise.withResolvers<undefined>();
  const taken = Promise.withResolvers<T>();
  // Each may fail while nobody waits for it yet; who does learns of it all the same.
  whole.promise.catch(() => undefined);
  taken.promise.catch(() => undefined);
  let files = 0;
  parser.on('file', (_field, content, { filename }) => {
    files += 1;
    // A body that breaks off fails the content as well, maybe before anybody reads it.
    content.on('error', () => undefined);
    take(cleanName(filename), Readable.from(heldBack(content, whole.promise), { objectMode: false })).then(
      taken.resolve,
      taken.reject,
    );
  });
  const fail = (problem: Problem): void => {
    whole.reject(problem);
    if (files === 0) taken.reject(problem);
  };
  for (const event of ['field', 'filesLimit', 'fieldsLimit', 'partsLimit'] as const)
    parser.on(event, () => {
      fail(oneOnly());
    });
  parser.on('error', () => {
    fail(uploadBroken());
  });
  parser.on('close', () => {
    if (files === 0) fail(noFile());
    else whole.resolve(undefined);
  });
  request.on('close', () => {
    if (request.complete) return;
    fail(uploadBroken());
    parser.destroy();
  });
  request.pipe(parser);
  try {
    return await taken.promise;
  } catch (error) {
    throw asProblem(error);
  } finally {
    request.unpipe(parser);
    // The rest is read and dropped, so that the client gets the answer instead of a broken connection.
    request.resume();
  }
}

async function* heldBack(content: Readable, whole: Promise<undefined>): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) if (chunk instanceof Uint8Array) yield chunk;
  await whole;
}

function parserFor(request: Request): busboy.Busboy {
  if (request.is('multipart/form-data') === false) throw notMultipart();
  try {
    return busboy({
      headers: request.headers,
      defParamCharset: 'utf8',
      limits: { files: 1, fields: 1, parts: 2, headerPairs: 20 },
    });
  } catch {
    throw notMultipart();
  }
}

/** The name that people see: the last part of a path, without what could deceive. Nothing is ever found by it. */
export function cleanName(name: string | undefined): string {
  const last = (name ?? '').split(/[/\\]/).at(-1) ?? '';
  const clean = last
    .normalize('NFC')
    .replace(/[\p{C}"<>|:*?]/gu, '')
    .trim()
    .replace(/^\.+/, '')
    .slice(0, 200);
  return clean === '' ? 'document' : clean;
}

function asProblem(error: unknown): unknown {
  if (error instanceof Error && 'code' in error && error.code === 'too-large')
    return new Problem(413, 'too-large', {
      en: 'The file is larger than is taken here.',
      fr: 'Le fichier dépasse la taille acceptée ici.',
    });
  if (error instanceof Error && /^Unexpected end of (form|file)$/.test(error.message)) return uploadBroken();
  return error;
}

const notMultipart = (): Problem =>
  new Problem(415, 'unsupported-media-type', {
    en: 'Send the file as multipart/form-data.',
    fr: 'Envoyez le fichier en multipart/form-data.',
  });
const noFile = (): Problem =>
  new Problem(400, 'no-file', { en: 'The body holds no file.', fr: 'La demande ne contient pas de fichier.' });
const oneOnly = (): Problem =>
  new Problem(400, 'one-file-only', {
    en: 'Send one file, and nothing beside it.',
    fr: "Envoyez un seul fichier, et rien d'autre.",
  });

/** The body ended before it was whole. */
export const uploadBroken = (): Problem =>
  new Problem(400, 'upload-broken', {
    en: 'The upload broke off. Nothing was kept; send it again.',
    fr: "L'envoi s'est interrompu. Rien n'a été gardé ; recommencez.",
  });

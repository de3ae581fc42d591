import type { Readable } from 'node:stream';
import busboy from 'busboy';
import type { Request } from 'express';
import { Problem } from '../../problem.ts';

/**
 * Takes the one file of a multipart/form-data body as it streams in.
 * @param take what is done with it: the name is the client's, cleaned, for people only; the signal fires when the client
 *   goes away or sends more than one part, and then nothing must be kept
 * @throws Problem 400 for a broken body, 413 for a file over the limit, 415 for another kind of body
 */
export async function onePart<T>(request: Request, take: (name: string, content: Readable, signal: AbortSignal) => Promise<T>): Promise<T> {
  const parser = parserFor(request);
  const abort = new AbortController();
  const taken = new Promise<T>((resolve, reject) => {
    let work: Promise<T> | undefined;
    const fail = (problem: Problem): void => {
      abort.abort(problem);
      // What was stored on the way is given up first, then the answer goes out.
      void (work ?? Promise.resolve()).then(
        () => { reject(problem); },
        () => { reject(problem); },
      );
    };
    parser.on('file', (_field, content, { filename }) => {
      if (work !== undefined) {
        content.resume();
        return;
      }
      // busboy hands out Node's own Readable, destroyed with an error when the body breaks off.
      content.on('error', () => undefined);
      work = take(cleanName(filename), content, abort.signal);
      work.catch(reject);
    });
    for (const limit of ['filesLimit', 'partsLimit', 'fieldsLimit'] as const) parser.on(limit, () => { fail(oneOnly()); });
    parser.on('error', () => { fail(broken()); });
    parser.on('close', () => {
      if (work === undefined) reject(noFile());
      else work.then(resolve, reject);
    });
    request.on('close', () => {
      if (!request.complete) fail(broken());
    });
  });
  request.pipe(parser);
  try {
    return await taken;
  } catch (error) {
    throw asProblem(error);
  } finally {
    request.unpipe(parser);
    // The rest is read and dropped, so that the client gets the answer instead of a broken connection.
    request.resume();
  }
}

function parserFor(request: Request): busboy.Busboy {
  if (request.is('multipart/form-data') === false) throw notMultipart();
  try {
    return busboy({ headers: request.headers, defParamCharset: 'utf8', limits: { files: 1, fields: 0, parts: 1, headerPairs: 20 } });
  } catch {
    throw notMultipart();
  }
}

/** The name that people see: the last part of a path, without what could deceive. Nothing is ever found by it. */
export function cleanName(name: string | undefined): string {
  const last = (name ?? '').split(/[/\\]/).at(-1) ?? '';
  const clean = last.normalize('NFC').replace(/[\p{C}"<>|:*?]/gu, '').trim().replace(/^\.+/, '').slice(0, 200);
  return clean === '' ? 'document' : clean;
}

function asProblem(error: unknown): unknown {
  if (error instanceof Error && 'code' in error && error.code === 'too-large')
    return new Problem(413, 'too-large', { en: 'The file is larger than is taken here.', fr: 'Le fichier dépasse la taille acceptée ici.' });
  if (error instanceof Error && (error.name === 'AbortError' || error.message === 'Unexpected end of form')) return broken();
  return error;
}

const notMultipart = (): Problem =>
  new Problem(415, 'unsupported-media-type', { en: 'Send the file as multipart/form-data.', fr: 'Envoyez le fichier en multipart/form-data.' });
const noFile = (): Problem => new Problem(400, 'no-file', { en: 'The body holds no file.', fr: 'La demande ne contient pas de fichier.' });
const oneOnly = (): Problem => new Problem(400, 'one-file-only', { en: 'Send one file, and nothing beside it.', fr: "Envoyez un seul fichier, et rien d'autre." });
const broken = (): Problem => new Problem(400, 'upload-broken', { en: 'The upload broke off. Nothing was kept; send it again.', fr: "L'envoi s'est interrompu. Rien n'a été gardé ; recommencez." });

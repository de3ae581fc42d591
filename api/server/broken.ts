import { randomUUID } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Text } from '../../domain/ids.ts';
import { bodyOf, Problem } from '../problem.ts';
import { protect } from '../protection.ts';

const broken = (status: number, code: string, detail: Text): Problem => new Problem(status, code, detail);

/** A request that two readers could read in two ways counts as none. */
export const notHttp = broken(400, 'not-http', {
  en: 'This is not a request that can be read (HTTP/1.1).',
  fr: "Ce n'est pas une demande lisible (HTTP/1.1).",
});
const tooSlow = broken(408, 'too-slow', {
  en: 'The request did not arrive in time. Nothing was done; send it again.',
  fr: "La demande n'est pas arrivée à temps. Rien n'a été fait ; recommencez.",
});
const expectation = broken(417, 'unknown-expectation', {
  en: 'Only the expectation 100-continue is known here.',
  fr: "Seule l'attente 100-continue est connue ici.",
});

/** More headers, or longer ones, than any browser sends. */
export const headersTooLarge = broken(431, 'headers-too-large', {
  en: 'The address or the headers of the request are too long or too many. Delete the cookies of this site, then try again.',
  fr: "L'adresse ou les en-têtes de la demande sont trop longs ou trop nombreux. Effacez les cookies de ce site, puis réessayez.",
});

const byCode: Readonly<Record<string, Problem>> = {
  HPE_HEADER_OVERFLOW: headersTooLarge,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: broken(413, 'too-large', {
    en: 'What was sent is too large.',
    fr: 'Ce qui a été envoyé est trop volumineux.',
  }),
  ERR_HTTP_REQUEST_TIMEOUT: tooSlow,
};

/** Answers what is no request, or came too slowly, and ends the connection: nothing after it could be trusted. */
export function refuseBroken(error: NodeJS.ErrnoException, socket: Socket, url: string): void {
  const response = new ServerResponse(new IncomingMessage(socket));
  response.shouldKeepAlive = false;
  try {
    if (!socket.writable) throw error;
    // Refused where an answer is under way already: a second one in its middle would be taken for a part of it.
    response.assignSocket(socket);
  } catch {
    socket.destroy();
    return;
  }
  response.on('finish', () => {
    socket.destroySoon();
  });
  answer(response, byCode[error.code ?? ''] ?? notHttp, url);
}

export function refuseExpectation(response: ServerResponse, url: string): void {
  response.shouldKeepAlive = false;
  answer(response, expectation, url);
}

/** In both languages: which one is asked for stands in headers that could not be read. */
function answer(response: ServerResponse, problem: Problem, url: string): void {
  protect(response, url);
  const { detail, ...body } = bodyOf(problem, randomUUID(), 'en');
  const both = `${detail} / ${problem.detail['fr'] ?? ''}`;
  response.writeHead(problem.status, { 'Content-Type': 'application/problem+json; charset=utf-8' });
  response.end(JSON.stringify({ ...body, detail: both }));
}

import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { KeyUnavailable } from '../../db/crypto.ts';
import { DatabaseError } from '../../db/errors.ts';
import { readRequest } from '../../db/records/outbox.ts';
import { readMobility } from '../../db/records/read.ts';
import type { EffectId } from '../../domain/ids.ts';
import type { EffectRequest, EffectResult } from '../../domain/mobility/effects.ts';
import { DocumentError } from '../documents/error.ts';
import { PdfError } from '../pdf/error.ts';
import { SealError } from '../seal/error.ts';
import { renderAgreement, sealAgreement } from './agreement.ts';
import { renderCertificate } from './certificate.ts';
import type { EffectActivities } from './contract.ts';
import type { EffectDeps } from './deps.ts';
import type { Asked } from './asked.ts';
import { inspectDocument } from './inspect-document.ts';
import { NobodyThere, resolveHolders } from './resolve-holders.ts';
import { renderTranscript } from './transcript.ts';

const HEARTBEAT_MS = 1_000;

/** Does what the outbox asks for; each effect can be done twice without harm. */
export const effectActivities = (deps: EffectDeps): EffectActivities => ({
  async runEffect({ reference, effect }) {
    const heart = setInterval(() => {
      Context.current().heartbeat();
    }, HEARTBEAT_MS);
    try {
      return await perform(deps, reference, effect);
    } catch (error) {
      throw asFailure(error);
    } finally {
      clearInterval(heart);
    }
  },
});

/**
 * Does one effect.
 * @throws Error when it is not in the outbox, or with the reason why it could not be done
 */
export async function perform(deps: EffectDeps, reference: string, effect: EffectId): Promise<EffectResult> {
  const asked = await readRequest(deps.db, deps.keys, effect);
  const mobility = await readMobility(deps.db, deps.keys, reference);
  if (asked?.reference !== reference || mobility?.state == null) throw new Error(`There is no effect ${effect} to do.`);
  return byKind(deps, asked.request, { effect, state: mobility.state, procedure: mobility.procedure });
}

function byKind(deps: EffectDeps, request: EffectRequest, asked: Asked): Promise<EffectResult> {
  switch (request.kind) {
    case 'resolve-holders':
      return resolveHolders(deps, asked, request);
    case 'inspect-document':
      return inspectDocument(deps, asked, request);
    case 'render-agreement':
      return renderAgreement(deps, asked, request);
    case 'seal-agreement':
      return sealAgreement(deps, asked, request);
    case 'render-certificate':
      return renderCertificate(deps, asked, request);
    case 'render-transcript':
      return renderTranscript(deps, asked, request);
    case 'mail':
      throw new Error('Mail goes through the mailer.');
  }
}

/** Errors whose words are for people. A library's may quote what somebody wrote, or a path: they stay in our log. */
const WELL_SAID = [DatabaseError, DocumentError, KeyUnavailable, NobodyThere, PdfError, SealError];

/** The code and the sentence travel to the incident, which staff read. */
function asFailure(error: unknown): ApplicationFailure {
  const known = WELL_SAID.some((kind) => error instanceof kind);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'failed';
  const name = error instanceof Error ? error.name : 'unknown error';
  return ApplicationFailure.create({
    message:
      known && error instanceof Error
        ? error.message
        : `It could not be done (${name}). Tell who operates the system; then retry.`,
    type: known ? code : 'failed',
    nonRetryable: true,
    ...(error instanceof Error ? { cause: error } : {}),
  });
}

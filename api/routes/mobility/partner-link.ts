import type { Request } from 'express';
import type { PublicAct } from '../../../domain/mobility/acts.schema.ts';
import { useLink } from '../../../db/identity/links.ts';
import { sessionOf } from '../../identity/sessions.ts';
import type { ApiDeps } from '../deps.ts';
import type { Acted } from './act.ts';

const SPENDS: ReadonlySet<PublicAct['type']> = new Set(['sign', 'decline-signature', 'decide-step', 'answer-message']);

/** A partner's link is for one act: once that is recorded, the link is used up. */
export async function useLinkAfter(
  { db, now }: ApiDeps,
  request: Request,
  act: PublicAct,
  acted: Acted,
): Promise<void> {
  const holder = sessionOf(request)?.holder;
  if (holder?.kind !== 'partner' || acted.kind !== 'done') return;
  if (SPENDS.has(act.type)) await useLink(db, holder.link, now());
}

import type { RequestHandler } from 'express';
import { inTransaction } from '../../db/connect.ts';
import { holdAlive } from '../../db/erasure/alive.ts';
import { makeLink, readLink, useLink, type Link } from '../../db/identity/links.ts';
import { linkUrl } from '../../db/identity/link-token.ts';
import { dayBefore } from '../../db/identity/lent.ts';
import {
  hasDelegations,
  hasGrants,
  institutionName,
  lockPerson,
  peopleByEmail,
  personById,
  type Known,
} from '../../db/identity/people.ts';
import { randomToken } from '../../db/identity/token.ts';
import { readMobility } from '../../db/records/read.ts';
import { mayOpenToSign } from '../../domain/authority/sight.ts';
import type { InstitutionId, PersonId } from '../../domain/ids.ts';
import { fold } from '../../domain/text/fold.ts';
import { languageOf, say } from '../problem.ts';
import { callerOf } from './address.ts';
import { nowOf, type IdentityDeps } from './deps.ts';
import { checked } from './input.ts';
import { linkInvalid, mailUnavailable, tooMany } from './problems.ts';
import { makeRate, type Rate } from './rate.ts';
import { openLinkBody, requestLinkBody } from './schemas.ts';
import { openSession, type Exchange, type Session } from './sessions.ts';

const LOGIN_LINK_MS = 30 * 60_000;

/** `POST /api/links`: opens a one-time link, and with it a session. Only links that do not open are counted. */
export function openLink(deps: IdentityDeps): RequestHandler {
  const rate = makeRate({ burst: 120, secondsEach: 0.5 });
  return async (request, response) => {
    const caller = callerOf(request.ip);
    limit(rate, caller);
    const { token, name } = checked(openLinkBody, request.body);
    const link = await readLink(deps.db, token, nowOf(deps));
    if (link?.status !== 'open') throw linkInvalid();
    const exchange = { request, response };
    const session = await (link.purpose === 'sign'
      ? openToSign(deps, exchange, link, name)
      : openAsPerson(deps, exchange, link));
    rate.give(caller);
    response.set('Cache-Control', 'no-store').json({
      kind: session.holder.kind,
      next: session.holder.kind === 'partner' ? '/sign' : '/me',
      csrfToken: session.csrfToken,
    });
  };
}

/** The link stays open until the act is done: one may look first and come back. */
async function openToSign(
  deps: IdentityDeps,
  exchange: Exchange,
  link: Link & { purpose: 'sign' },
  name = link.email,
): Promise<Session> {
  const { institution, email, hash, reference, task, item } = link;
  const bound = { reference, task, item };
  const file = await readMobility(deps.db, deps.keys, reference);
  // An act that was recorded after its answer was given up leaves the link's row as it was.
  if (file !== undefined && (file.state === null || !mayOpenToSign({ bound, email }, file.state))) throw linkInvalid();
  const holder = { kind: 'partner', name, email, bound, link: hash } as const;
  return openSession(deps, exchange, { institution, holder }, (tx) => holdAlive(tx, reference));
}

function openAsPerson(
  deps: IdentityDeps,
  exchange: Exchange,
  link: Link & { purpose: 'attach' | 'login' },
): Promise<Session> {
  const { institution, person, hash } = link;
  const holder = { kind: 'person', person, identified: 'one-time-link' } as const;
  return openSession(deps, exchange, { institution, holder }, async (tx) => {
    const known = await personById(tx, institution, person);
    if (known === null || !(await useLink(tx, hash, nowOf(deps)))) throw linkInvalid();
  });
}

const message = {
  en: 'If this address is known there, a mail with a link is on its way. The link is good for 30 minutes.',
  fr: 'Si cette adresse y est connue, un message avec un lien vient de partir. Le lien est valable 30 minutes.',
};

/** `POST /api/links/request`: a link to log in by, for those without a provider. One answer, known or not. */
export function requestLink(deps: IdentityDeps): RequestHandler {
  const byCaller = makeRate({ burst: 200, secondsEach: 3 });
  const byPerson = makeRate({ burst: 3, secondsEach: 300 });
  return async (request, response) => {
    limit(byCaller, callerOf(request.ip));
    const { institution, email } = checked(requestLinkBody, request.body);
    limit(byPerson, JSON.stringify([institution, fold(email)]));
    if (!(await deps.mailAnswers())) throw mailUnavailable();
    // Before the answer, so that records that are away are said in words too.
    const known = await institutionName(deps.db, institution);
    response.status(202).json({ message: say(message, languageOf(request)) });
    if (known === null) return;
    sendLinks(deps, institution, email).catch((err: unknown) => {
      deps.log.error({ err, institution }, 'a login link could not be sent');
    });
  };
}

const isStaff = async (deps: IdentityDeps, person: PersonId): Promise<boolean> =>
  (await hasGrants(deps.db, person)) || (await hasDelegations(deps.db, person, dayBefore(nowOf(deps))));

async function sendLinks(deps: IdentityDeps, institution: InstitutionId, email: string): Promise<void> {
  for (const person of await peopleByEmail(deps.db, institution, email)) {
    // A link in a mail is no way around an institution's own login, with its second factor.
    const staffOfProvider = deps.settings.oidcProviders.length > 0 && (await isStaff(deps, person.id));
    if (!staffOfProvider) await sendLink(deps, institution, person);
  }
}

async function sendLink(deps: IdentityDeps, institution: InstitutionId, { id, email, language }: Known): Promise<void> {
  const now = nowOf(deps);
  const token = randomToken();
  const expiresAt = new Date(now.getTime() + LOGIN_LINK_MS);
  const known = await inTransaction(deps.db, async (tx) => {
    const isThere = await lockPerson(tx, institution, id);
    if (isThere) await makeLink(tx, { purpose: 'login', token, institution, person: id, email, expiresAt }, now);
    return isThere;
  });
  if (!known) return;
  const url = linkUrl(deps.settings.url, token);
  await deps.sendLoginLink({ institution, person: id, email, language, url, expiresAt });
}

function limit(rate: Rate, key: string): void {
  const wait = rate.take(key);
  if (wait > 0) throw tooMany(wait);
}

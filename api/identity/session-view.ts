import type { RequestHandler } from 'express';
import { institutionName, personById } from '../../db/identity/people.ts';
import { roleTitles } from '../../db/identity/roles.ts';
import { actorOf } from './actor.ts';
import type { IdentityDeps } from './deps.ts';
import { notSignedIn } from './problems.ts';
import type { SessionView } from './schemas.ts';
import { closeSession, sessionOf } from './sessions.ts';

/** `GET /api/session`: who is signed in here. */
export function showSession(deps: IdentityDeps): RequestHandler {
  return async (request, response) => {
    const actor = await actorOf(request, deps);
    const session = sessionOf(request);
    if (session === null || actor.kind === 'system') throw notSignedIn();
    const common = {
      institution: { id: actor.institution, name: (await institutionName(deps.db, actor.institution)) ?? {} },
      name: actor.name,
      identified: actor.identified,
      csrfToken: session.csrfToken,
      expiresAt: session.expiresAt,
    };
    response.set('Cache-Control', 'no-store');
    if (actor.kind === 'partner') {
      const { email, bound } = actor;
      response.json({ kind: 'partner', email, bound, ...common } satisfies SessionView);
      return;
    }
    const person = await personById(deps.db, actor.institution, actor.person);
    const titles = await roleTitles(deps.db, actor.institution, [...new Set(actor.grants.map(({ role }) => role))]);
    const roles = actor.grants.map(({ role, units, permissions }) => ({
      role,
      title: titles[role] ?? {},
      units: [...units],
      permissions: [...permissions],
    }));
    const view = {
      kind: 'person',
      person: actor.person,
      language: person?.language ?? 'en',
      roles,
      ...common,
    } as const;
    response.json(view satisfies SessionView);
  };
}

/** `POST /api/session/logout` */
export function logout(deps: IdentityDeps): RequestHandler {
  return async (request, response) => {
    await closeSession(deps, { request, response });
    response.set('Cache-Control', 'no-store').status(204).end();
  };
}

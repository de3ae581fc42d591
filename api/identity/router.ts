import type { RequestHandler, Router } from 'express';
import { jsonBody } from '../body.ts';
import { shallow } from '../routes/json-depth.ts';
import { withoutOptions } from '../server/options.ts';
import { callerOf } from './address.ts';
import { callback } from './callback.ts';
import type { IdentityDeps } from './deps.ts';
import { linkPage, linkScript } from './link-page.ts';
import { openLink, requestLink } from './links.ts';
import { login } from './login.ts';
import { makeProviders } from './oidc.ts';
import { tooMany } from './problems.ts';
import { makeRate } from './rate.ts';
import { logout, showSession } from './session-view.ts';

/** Signing in and out: OpenID Connect, one-time links, the session. Goes behind `session()`. */
export function identityRouter(deps: IdentityDeps): Router {
  const router = withoutOptions();
  const providers = makeProviders(deps);
  const json = jsonBody('4kb');
  const logins = limited();
  // Before :provider, which would take it for one.
  router.get('/login/callback', logins, callback(deps, providers));
  router.get('/login/:provider', logins, login(deps, providers));
  router.get('/link', linkPage);
  router.get('/link.js', linkScript);
  router.post('/api/links', json, shallow, openLink(deps));
  router.post('/api/links/request', json, shallow, requestLink(deps));
  router.get('/api/session', showSession(deps));
  router.post('/api/session/logout', logout(deps));
  return router;
}

/**
 * A login takes two of these, writes a row and asks the provider. A full lecture hall behind one address may begin at
 * once.
 */
function limited(): RequestHandler<{ provider: string }> {
  const rate = makeRate({ burst: 2_000, secondsEach: 0.1 });
  return (request, _response, next) => {
    const wait = rate.take(callerOf(request.ip));
    if (wait > 0) throw tooMany(wait);
    next();
  };
}

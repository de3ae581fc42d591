import { readInstitution } from '../../db/institutions/read.ts';
import { generatedByHash } from '../../db/queries/documents.ts';
import { readMobility } from '../../db/records/read.ts';
import type { Text } from '../../domain/ids.ts';
import { say } from '../problem.ts';
import { isCurrent, paperTitle } from '../routes/mobility/papers.ts';
import { sha256 } from '../routes/schemas.ts';
import type { ApiDeps } from '../routes/deps.ts';
import { datesIn } from './dates.ts';
import { show, type Exchange } from './exchange.ts';
import { html } from './html.ts';

/** `/verify/:hash`: whether a document is ours and current. Open to all, so it names nobody. */
export async function verifyPage(exchange: Exchange, hash: string): Promise<void> {
  const { deps, language, t } = exchange;
  const known = sha256.safeParse(hash).success ? await lookUp(deps, hash) : null;
  if (known === null) {
    show(
      exchange,
      {
        title: t.verifyTitle,
        body: html`<h1>${t.verifyUnknown}</h1>
          <p class="lead">${t.verifyUnknownMore}</p>`,
      },
      404,
    );
    return;
  }
  const dates = datesIn(language, known.zone, deps.now());
  const body = html`<p class="soft">${t.verifyTitle}</p>
    <h1>${t.verifyKnown}</h1>
    <p class="lead ${known.current ? '' : 'warn'}">${known.current ? t.verifyCurrent : t.verifySuperseded}</p>
    <dl class="facts">
      <dt>${t.kind}</dt>
      <dd>${say(known.kind, language)}</dd>
      <dt>${t.institution}</dt>
      <dd>${say(known.institution, language)}</dd>
      <dt>${t.issuedOn}</dt>
      <dd>${dates.full(known.at)}</dd>
    </dl>
    <p>${t.verifyCompare}</p>
    <span class="hash">${hash}</span>`;
  show(exchange, { title: t.verifyTitle, heading: say(known.institution, language), body });
}

interface Known {
  readonly kind: Text;
  readonly institution: Text;
  readonly zone: string;
  readonly at: string;
  readonly current: boolean;
}

/** The newest document that we made of this content; only what was issued counts, not what is put before signers. */
async function lookUp({ db, keys }: ApiDeps, hash: string): Promise<Known | null> {
  for (const row of await generatedByHash(db, hash)) {
    const file = await readMobility(db, keys, row.reference);
    const issued = file?.state?.issued.find((one) => one.document === row.id);
    if (file?.state == null || issued === undefined) continue;
    const institution = await readInstitution(db, file.institution);
    return {
      kind: paperTitle(file.procedure, issued.task),
      institution: institution?.name ?? {},
      zone: institution?.calendar.zone ?? 'UTC',
      at: issued.at,
      current: isCurrent(file.state, issued),
    };
  }
  return null;
}

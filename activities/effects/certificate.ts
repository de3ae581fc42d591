import { readHistory } from '../../db/records/read.ts';
import { agreementInForce } from '../../domain/mobility/agreement.ts';
import { hashOf } from '../../domain/hash.ts';
import type { EffectResult } from '../../domain/mobility/effects.ts';
import { certificatePdf } from '../pdf/certificate.ts';
import { sealed } from './agreement.ts';
import type { Asked, RequestOf } from './asked.ts';
import type { EffectDeps } from './deps.ts';
import { alreadyMade, keep } from './keep.ts';
import { brandOf, institutionOf, languageOf, receivingOf, sendingOf, studentOf } from './parties.ts';

/** The certificate of arrival or of departure, sealed. */
export async function renderCertificate(
  deps: EffectDeps,
  { effect, state, procedure }: Asked,
  request: RequestOf<'render-certificate'>,
): Promise<EffectResult> {
  const { kind, task: id } = request;
  const made = await alreadyMade(deps, effect);
  if (made !== undefined) return { kind, ...made };
  const task = state.tasks[id];
  if (task?.kind !== 'attestation' || task.data.date === undefined)
    throw new Error('There is nothing attested to certify.');
  const { fact, date } = task.data;
  const history = await readHistory(deps.db, deps.keys, state.reference, { limit: 10_000 });
  const attested = history.findLast(({ event }) => event.type === 'attested' && event.task === id);
  if (attested === undefined) throw new Error('The attestation is not in the history.');
  const institution = await institutionOf(deps, state);
  const language = languageOf(state);
  const subjectHash = hashOf({ reference: state.reference, fact, date });
  const what = fact === 'arrived' ? 'arrival' : 'departure';
  const drawn = await certificatePdf({
    kind: what,
    language,
    brand: brandOf(institution, language),
    reference: state.reference,
    subjectHash,
    verifyUrl: `${deps.url}/verify/${subjectHash}`,
    at: attested.at,
    student: studentOf(state),
    sending: sendingOf(state),
    receiving: receivingOf(institution, language, agreementInForce(state)?.content.mainUnit),
    arrived: state.stay.arrived ?? date,
    ...(fact === 'departed' ? { departed: date } : {}),
    programme: procedure.title[language] ?? procedure.title['en'] ?? procedure.procedure,
    attestedBy: { name: attested.by.name },
    attestedAt: attested.at,
  });
  const seal = await sealed(deps, drawn, what === 'arrival' ? 'Certificate of arrival' : 'Certificate of departure');
  return {
    kind,
    ...(await keep(deps, {
      effect,
      reference: state.reference,
      task: id,
      name: `certificate-of-${what}.pdf`,
      ...seal,
      subject: subjectHash,
    })),
  };
}

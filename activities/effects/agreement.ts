import type { Component, Recognised, Term } from '../../domain/agreement/content.ts';
import { revisionByHash } from '../../domain/mobility/agreement.ts';
import type { EffectResult } from '../../domain/mobility/effects.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import type { Revision } from '../../domain/tasks/agreement.ts';
import type { Signer } from '../../domain/tasks/signatures.ts';
import { agreementPdf } from '../pdf/agreement.ts';
import type { AgreementInput, Change, Language, Signature } from '../pdf/inputs.ts';
import { sealPdf } from '../seal/seal.ts';
import type { Asked, RequestOf } from './asked.ts';
import type { EffectDeps } from './deps.ts';
import { alreadyMade, keep } from './keep.ts';
import { academicYearOf, brandOf, institutionOf, languageOf, receivingOf, sendingOf, studentOf } from './parties.ts';
import { capacityOf, identifiedAs, languageNames, terms } from './words.ts';

/** The PDF that signers will see, made and stored before signing opens. */
export async function renderAgreement(
  deps: EffectDeps,
  { effect, state }: Asked,
  request: RequestOf<'render-agreement'>,
): Promise<EffectResult> {
  const { kind, task, revision } = request;
  const made = await alreadyMade(deps, effect);
  if (made !== undefined) return { kind, ...made };
  const pdf = await agreementPdf(await inputOf(deps, state, found(state, revision)));
  const { revision: number } = found(state, revision);
  return {
    kind,
    ...(await keep(deps, {
      effect,
      reference: state.reference,
      task,
      name: `agreement-${String(number)}-to-sign.pdf`,
      pdf,
      subject: revision,
    })),
  };
}

/** The final PDF: the same, with the page of signatures, sealed once by the institution. */
export async function sealAgreement(
  deps: EffectDeps,
  { effect, state }: Asked,
  request: RequestOf<'seal-agreement'>,
): Promise<EffectResult> {
  const { kind, task, revision, shown } = request;
  const made = await alreadyMade(deps, effect);
  if (made !== undefined) return { kind, ...made };
  const input = await inputOf(deps, state, found(state, revision));
  const signed = { shownPdf: shown, signatures: signaturesOf(state, task, input.language) };
  const drawn = await agreementPdf({ ...input, signed });
  const seal = await sealed(deps, drawn, 'Learning agreement signed by all parties');
  const { reference } = state;
  return {
    kind,
    ...(await keep(deps, { effect, reference, task, name: 'agreement.pdf', ...seal, subject: revision })),
  };
}

/** Seals a PDF with the institution's certificate: without a time stamp when its authority is away. */
export async function sealed(
  deps: EffectDeps,
  pdf: Uint8Array,
  reason: string,
): Promise<{ readonly pdf: Uint8Array; readonly withoutTimestamp?: true }> {
  const done = await sealPdf(pdf, {
    identity: deps.seal,
    reason,
    at: deps.now().toISOString(),
    ...(deps.tsaUrl === null ? {} : { tsaUrl: deps.tsaUrl }),
  });
  return { pdf: done.pdf, ...(done.withoutTimestamp === undefined ? {} : { withoutTimestamp: true }) };
}

function found(state: Mobility, hash: string): Revision {
  const revision = revisionByHash(state, hash);
  if (revision === undefined) throw new Error('The revision to print is not in the file.');
  return revision;
}

async function inputOf(deps: EffectDeps, state: Mobility, revision: Revision): Promise<AgreementInput> {
  const institution = await institutionOf(deps, state);
  const language = languageOf(state);
  const { content } = revision;
  const changes = changesOf(state, revision, language);
  return {
    language,
    brand: brandOf(institution, language),
    reference: state.reference,
    subjectHash: revision.hash,
    verifyUrl: `${deps.url}/verify/${revision.hash}`,
    at: revision.at,
    revision: revision.revision,
    academicYear: academicYearOf(state.stay.start),
    student: studentOf(state),
    sending: sendingOf(state),
    receiving: receivingOf(institution, language, content.mainUnit),
    start: state.stay.start,
    end: state.stay.end,
    tableA: content.components.map((c) => printed(c, language)),
    tableB: content.recognised.map(({ ects, ...row }: Recognised) => ({ ...row, ects: ects / 100 })),
    languageOfStudy: { name: languageNames(content.language, language), level: content.languageLevel },
    responsible: [
      { part: 'student', name: `${state.person.given} ${state.person.family}`, email: state.person.email },
      { part: 'sending', ...content.responsibleHome },
    ],
    ...(changes.length === 0 ? {} : { changes }),
  };
}

const printed = ({ code, title, term, ects }: Component, language: Language) => ({
  code,
  title,
  term: terms(term, language),
  ects: ects / 100,
});

function changesOf(state: Mobility, revision: Revision, language: Language): readonly Change[] {
  const before = Object.values(state.tasks)
    .flatMap((task) => (task.kind === 'agreement' ? task.data.revisions : []))
    .find((r) => r.revision === revision.revision - 1);
  if (before === undefined) return [];
  const keys = (of: Revision): Set<string> => new Set(of.content.components.map(keyOf));
  const [was, is] = [keys(before), keys(revision)];
  const change = (what: Change['what'], component: Component): Change => ({
    table: 'A',
    what,
    component: printed(component, language),
  });
  return [
    ...before.content.components.filter((c) => !is.has(keyOf(c))).map((c) => change('deleted', c)),
    ...revision.content.components.filter((c) => !was.has(keyOf(c))).map((c) => change('added', c)),
  ];
}

const keyOf = (component: { code: string; term: Term; ects: number }): string =>
  `${component.code} ${component.term} ${String(component.ects)}`;

function signaturesOf(state: Mobility, task: string, language: Language): readonly Signature[] {
  const signing = state.tasks[task];
  if (signing?.kind !== 'signatures') return [];
  return signing.data.signers.map((signer: Signer) => ({
    name: signer.name ?? '',
    capacity: capacityOf(signer, language),
    at: signer.since ?? '',
    how: identifiedAs(signer.identified, language),
    ...(signer.onBehalfOf === undefined ? {} : { onBehalfOf: signer.onBehalfOf }),
  }));
}

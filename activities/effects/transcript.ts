import { readHistory } from '../../db/records/read.ts';
import { bestFirst, type GradingTable } from '../../domain/grades/table.ts';
import type { Institution } from '../../domain/institution/institution.ts';
import { agreementInForce } from '../../domain/mobility/agreement.ts';
import type { EffectResult } from '../../domain/mobility/effects.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import type { GradesData, ResultRow } from '../../domain/tasks/grades.ts';
import type { Distribution, Language, Result, TranscriptInput } from '../pdf/inputs.ts';
import { transcriptPdf } from '../pdf/transcript.ts';
import { sealed } from './agreement.ts';
import type { Asked, RequestOf } from './asked.ts';
import type { EffectDeps } from './deps.ts';
import { alreadyMade, keep } from './keep.ts';
import { academicYearOf, brandOf, institutionOf, languageOf, receivingOf, sendingOf, studentOf } from './parties.ts';
import { terms } from './words.ts';

/** The transcript of records: local grades, credits, the distribution, and the approved conversions; sealed. */
export async function renderTranscript(
  deps: EffectDeps,
  { effect, state }: Asked,
  request: RequestOf<'render-transcript'>,
): Promise<EffectResult> {
  const { kind, task, results: hash } = request;
  const made = await alreadyMade(deps, effect);
  if (made !== undefined) return { kind, ...made };
  const grades = gradesWith(state, hash);
  const history = await readHistory(deps.db, deps.keys, state.reference, { limit: 10_000 });
  const asked = history.findLast(({ event }) => event.type === 'transcript-requested' && event.results === hash);
  if (asked === undefined) throw new Error('Nobody asked for this transcript.');
  const input = await inputOf(deps, state, grades, hash, { name: asked.by.name, at: asked.at });
  const seal = await sealed(deps, await transcriptPdf(input), 'Transcript of records');
  return {
    kind,
    ...(await keep(deps, { effect, reference: state.reference, task, name: 'transcript.pdf', ...seal, subject: hash })),
  };
}

function gradesWith(state: Mobility, hash: string): GradesData {
  for (const task of Object.values(state.tasks))
    if (task.kind === 'grades' && task.data.results?.hash === hash) return task.data;
  throw new Error('The results to print are not in the file.');
}

async function inputOf(
  deps: EffectDeps,
  state: Mobility,
  grades: GradesData,
  hash: string,
  issued: { readonly name: string; readonly at: string },
): Promise<TranscriptInput> {
  const institution = await institutionOf(deps, state);
  const language = languageOf(state);
  const rows = grades.results?.rows ?? [];
  const method = methodOf(rows);
  const host = institution.grading?.host;
  return {
    language,
    brand: brandOf(institution, language),
    reference: state.reference,
    subjectHash: hash,
    verifyUrl: `${deps.url}/verify/${hash}`,
    at: issued.at,
    academicYear: academicYearOf(state.stay.start),
    student: studentOf(state),
    sending: sendingOf(state),
    receiving: receivingOf(institution, language, agreementInForce(state)?.content.mainUnit),
    start: state.stay.arrived ?? state.stay.start,
    end: state.stay.departed ?? state.stay.end,
    results: rows.map((row) => resultOf(row, grades, language)),
    ...(method === undefined ? {} : { method }),
    scale: scaleOf(host, language),
    ...(host === undefined ? {} : { distributions: [distributionOf(institution, host, language)] }),
    issuedBy: { name: issued.name },
  };
}

function resultOf(row: ResultRow, { components, approved, approver }: GradesData, language: Language): Result {
  const { conversion } = row;
  const component = components.find((c) => c.code === row.code && c.term === row.term);
  return {
    code: row.code,
    title: row.title,
    term: terms(row.term, language),
    ects: (component?.ects ?? row.ects) / 100,
    grade: row.grade ?? '–',
    outcome: row.status,
    ...(conversion?.converted === true
      ? { converted: { grade: conversion.grade, approved: approved || approver === undefined } }
      : {}),
  };
}

function methodOf(rows: readonly ResultRow[]): string | undefined {
  for (const { conversion } of rows)
    if (conversion?.converted === true) {
      const { from, to, policy } = conversion;
      return `EGRACONS, ${from.id} ${from.version} → ${to.id} ${to.version}, ${policy.method}`;
    }
  return undefined;
}

function scaleOf(host: GradingTable | undefined, language: Language): string {
  if (host === undefined) return language === 'fr' ? 'Notes locales.' : 'Local grades.';
  const grades = bestFirst(host.scale);
  const [best] = grades;
  const pass = grades.findLast((g) => g.passing);
  const title = host.title[language] ?? host.id;
  return language === 'fr'
    ? `${title} : de ${best?.label ?? ''} (la meilleure) à ${grades.at(-1)?.label ?? ''} ; ${pass?.label ?? ''} suffit pour réussir.`
    : `${title}: from ${best?.label ?? ''} (best) to ${grades.at(-1)?.label ?? ''}; ${pass?.label ?? ''} is needed to pass.`;
}

function distributionOf(institution: Institution, host: GradingTable, language: Language): Distribution {
  const passing = bestFirst(host.scale).filter((g) => g.passing);
  const counts = passing.map((g) => Number(host.counts[g.label] ?? 0));
  const total = counts.reduce((sum, n) => sum + n, 0);
  return {
    group: `${institution.name[language] ?? institution.code}, ${host.version}`,
    grades: passing.map((g, n) => ({ grade: g.label, percent: total === 0 ? 0 : ((counts[n] ?? 0) * 100) / total })),
  };
}

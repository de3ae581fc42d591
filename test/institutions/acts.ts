import type { Actor } from '../../domain/authority/actor.ts';
import type { Act, Facts } from '../../domain/mobility/commands.ts';
import type { Holder } from '../../domain/mobility/state.ts';
import { taskOf } from '../../domain/process/procedure.ts';
import { agreementFor } from './agreement.ts';
import type { Wait } from '../../domain/tasks/kind.ts';
import { stateOf } from '../support/journey.ts';
import { partner, staff, student, type Driven } from '../support/mobility.ts';
import { answersFor, type Scene } from './scenes.ts';

/** Which steps are refused, as `task/step`. */
export type Refusing = (place: string) => boolean;

interface Doing {
  readonly act: Act;
  readonly facts?: Facts;
}

let people = 0;

/** Somebody who holds what waits; of a role somebody new each time, since one person counts once in a chain. */
export function holderOf(driven: Driven, { task, item, holders }: Wait, before = 0): Actor {
  const holder: Holder | undefined = holders[before % holders.length];
  if (holder === undefined) throw new Error(`Nobody holds ${task}/${item ?? ''}.`);
  switch (holder.by) {
    case 'person':
      return student;
    case 'role':
      return staff(`${holder.role}-${String((people += 1))}`, holder.role, [holder.unit]);
    case 'member':
      return staff(holder.person, holder.role ?? 'named', holder.unit === undefined ? [] : [holder.unit]);
    case 'partner': {
      const bound = { reference: stateOf(driven).reference, task, item: item ?? '' };
      return partner.kind === 'partner' ? { ...partner, email: holder.email, bound } : partner;
    }
  }
}

/** How many have decided a step already: the next one is another of its holders. */
export function decisionsIn(driven: Driven, { task, item }: Wait): number {
  const found = stateOf(driven).tasks[task];
  return found?.kind === 'approval' ? (found.data.steps.find((s) => s.step === item)?.decisions.length ?? 0) : 0;
}

/** A valid answer to what waits. */
export function answerTo(driven: Driven, scene: Scene, { task: id, item = '' }: Wait, refusing: Refusing): Doing {
  const task = stateOf(driven).tasks[id];
  const definition = taskOf(driven.procedure, id);
  if (task === undefined || definition === undefined) throw new Error(`There is no task ${id}.`);
  const on = { task: id };
  switch (task.kind) {
    case 'form': {
      const fields = definition.kind === 'form' ? definition.fields : [];
      return { act: { type: 'submit-form', ...on, version: task.version, answers: answersFor(fields, scene) } };
    }
    case 'documents': {
      const current = task.data.items[item]?.files.at(-1);
      if (current?.status === 'to-review')
        return { act: { type: 'review-document', ...on, document: item, file: current.document, decision: 'accept' } };
      const document = `${id}-${item}-${String(driven.events.length)}`;
      return {
        act: { type: 'add-document', ...on, document: item, file: document },
        facts: { file: { document, sha256: 'a'.repeat(64), size: 10, name: `${item}.pdf` } },
      };
    }
    case 'agreement':
      return agreementFor(task, scene);
    case 'approval': {
      const { subject } = task.data;
      const refused = refusing(`${id}/${item}`);
      const decision = refused
        ? { decision: 'refuse' as const, reason: 'Not this time.' }
        : { decision: 'approve' as const };
      const read = subject === undefined ? {} : { subject };
      return { act: { type: 'decide-step', ...on, step: item, round: task.round, ...read, ...decision } };
    }
    case 'signatures': {
      const { revision, shown } = task.data;
      return { act: { type: 'sign', ...on, signer: item, revision, shown: shown?.sha256 ?? '' } };
    }
    case 'attestation': {
      const date = task.data.fact === 'arrived' ? scene.stay.start : stateOf(driven).stay.end;
      return { act: { type: 'attest', ...on, version: task.version, date } };
    }
    case 'grades': {
      const { results, components, entered } = task.data;
      if (entered)
        return { act: { type: 'approve-results', ...on, results: results?.hash ?? '', decision: 'approve' } };
      const rows = components.map(({ code, term }) => ({ code, term, status: 'passed' as const, grade: '12' }));
      return { act: { type: 'enter-results', ...on, version: task.version, results: rows } };
    }
    case 'transcript':
      return { act: { type: 'issue-transcript', ...on, results: task.data.results } };
    case 'message':
      return { act: { type: 'answer-message', ...on, version: task.version, words: 'All is well.' } };
  }
}

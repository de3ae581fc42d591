import { date, id, instant, optional, reference, table, text, whole } from '../schema.ts';
import type { Migration } from '../schema.ts';

/** What the lists read: derived from the events, and made again from them at any time. */
export const work: Migration = {
  name: '0004-work',
  async up(on) {
    await table(
      on,
      'mobilities',
      {
        reference: reference(),
        institution: id(),
        procedure_id: id(),
        procedure_version: whole(),
        person: id(),
        given: text(200),
        family: text(200),
        name_folded: text(400),
        home_name: optional(text(300)),
        home_country: optional(text(2)),
        unit: optional(id()),
        status: text(32),
        stage: optional(id()),
        stay_start: optional(date()),
        stay_end: optional(date()),
        opened_at: instant(),
        updated_at: instant(),
        closed_at: optional(instant()),
        outcome: optional(text(32)),
        next_due: optional(instant()),
        incidents: whole(),
        rev: whole(),
      },
      {
        primary: ['reference'],
        indexes: [
          ['institution', 'updated_at', 'reference'],
          ['institution', 'status', 'updated_at', 'reference'],
          ['institution', 'unit', 'status', 'updated_at', 'reference'],
          ['institution', 'name_folded', 'reference'],
          ['institution', 'incidents', 'updated_at'],
          ['person'],
          ['updated_at', 'reference'],
        ],
      },
    );
    await table(
      on,
      'tasks',
      {
        reference: reference(),
        task: id(),
        item: text(128),
        holder_no: whole(),
        institution: id(),
        kind: text(32),
        what: text(64),
        holder_kind: text(16),
        person: optional(id()),
        role: optional(id()),
        unit: optional(id()),
        since: instant(),
        due_at: optional(instant()),
        status: text(16),
      },
      {
        primary: ['reference', 'task', 'item', 'holder_no'],
        indexes: [
          ['institution', 'role', 'unit', 'due_at', 'reference'],
          ['person', 'due_at'],
          ['institution', 'due_at', 'reference'],
        ],
      },
    );
    await table(
      on,
      'counters',
      { institution: id(), unit: id(), procedure_id: id(), status: text(32), n: whole() },
      { primary: ['institution', 'unit', 'procedure_id', 'status'] },
    );
  },
};

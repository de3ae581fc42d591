import { bytes, id, instant, optional, reference, sha256, table, text, whole } from '../schema.ts';
import type { Migration } from '../schema.ts';

/** The truth about each mobility: its head, events, answers to commands, and the effects it asked for. */
export const records: Migration = {
  name: '0003-records',
  async up(on) {
    await table(
      on,
      'heads',
      {
        reference: reference(),
        institution: id(),
        person: id(),
        workflow_started_at: optional(instant()),
        rev: whole(),
        hash: sha256(),
        birth: bytes(),
        snapshot: optional(bytes()),
        snapshot_rev: whole(),
        status: text(32),
        created_at: instant(),
        updated_at: instant(),
      },
      {
        primary: ['reference'],
        indexes: [
          ['workflow_started_at', 'created_at'],
          ['institution', 'status', 'reference'],
          ['person'],
          ['updated_at', 'reference'],
        ],
      },
    );
    await table(
      on,
      'reference_counters',
      { institution: id(), year: whole(), next: whole() },
      { primary: ['institution', 'year'] },
    );
    await table(
      on,
      'events',
      {
        reference: reference(),
        seq: whole(),
        type: text(64),
        v: whole(),
        at: instant(),
        by_person: optional(id()),
        prev_hash: sha256(),
        hash: sha256(),
        body: bytes(),
      },
      { primary: ['reference', 'seq'] },
    );
    await table(
      on,
      'answers',
      {
        command_id: sha256(),
        reference: reference(),
        body_hash: sha256(),
        rev: whole(),
        status: text(16),
        body: bytes(),
        at: instant(),
      },
      { primary: ['command_id'], indexes: [['reference']] },
    );
    await table(
      on,
      'outbox',
      {
        id: text(96),
        reference: reference(),
        seq: whole(),
        n: whole(),
        channel: text(32),
        kind: text(64),
        body: bytes(),
        status: text(16),
        tries: whole(),
        claimed_until: optional(instant()),
        claimed_by: optional(text(100)),
        due_at: instant(),
        sent_at: optional(instant()),
        last_error: optional(text(1000)),
      },
      {
        primary: ['id'],
        unique: [['reference', 'seq', 'n']],
        indexes: [['channel', 'status', 'due_at']],
      },
    );
  },
};

import { bytes, id, instant, longText, optional, reference, sha256, table, text, whole } from '../schema.ts';
import type { Migration } from '../schema.ts';

/** Documents, drafts and messages; sessions, logins under way and one-time links. */
export const papersAndAccess: Migration = {
  name: '0005-papers-and-access',
  async up(on) {
    await table(
      on,
      'documents',
      {
        id: id(),
        reference: reference(),
        task: optional(id()),
        document: id(),
        name: text(255),
        sha256: sha256(),
        size: whole(),
        mime: text(127),
        retention: text(16),
        state: text(16),
        stored_key: text(255),
        preview_key: optional(text(255)),
        pages: optional(whole()),
        reason: optional(longText()),
        uploaded_by: optional(id()),
        at: instant(),
        meta: longText(),
        subject: optional(sha256()),
      },
      { primary: ['id'], indexes: [['reference', 'document', 'at'], ['sha256'], ['subject'], ['state', 'at']] },
    );
    await table(
      on,
      'drafts',
      { reference: reference(), task: id(), person: id(), version: whole(), body: bytes(), updated_at: instant() },
      { primary: ['reference', 'task', 'person'] },
    );
    await table(
      on,
      'messages',
      { id: id(), reference: reference(), person: id(), body: bytes(), visibility: text(32), at: instant() },
      { primary: ['id'], indexes: [['reference', 'at', 'id']] },
    );
    await table(
      on,
      'sessions',
      {
        id_hash: sha256(),
        institution: id(),
        person: id(),
        data: longText(),
        csrf_hash: sha256(),
        created_at: instant(),
        seen_at: instant(),
        expires_at: instant(),
        ip_prefix: optional(text(64)),
      },
      { primary: ['id_hash'], indexes: [['person'], ['expires_at']] },
    );
    await table(
      on,
      'login_states',
      { state_hash: sha256(), data: longText(), expires_at: instant() },
      { primary: ['state_hash'], indexes: [['expires_at']] },
    );
    await table(
      on,
      'links',
      {
        token_hash: sha256(),
        institution: id(),
        purpose: text(16),
        reference: optional(reference()),
        task: optional(id()),
        item: optional(text(128)),
        person: optional(id()),
        email: text(320),
        expires_at: instant(),
        used_at: optional(instant()),
        withdrawn_at: optional(instant()),
        created_at: instant(),
        effect: optional(text(96)),
      },
      { primary: ['token_hash'], indexes: [['reference', 'task', 'item'], ['effect'], ['expires_at']] },
    );
  },
};

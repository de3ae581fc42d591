import { bytes, date, id, instant, longText, optional, sha256, table, text, whole } from '../schema.ts';
import type { Migration } from '../schema.ts';

/** Institutions, their units and roles, people and what they may do, procedures. */
export const institutions: Migration = {
  name: '0001-institutions',
  async up(on) {
    await table(
      on,
      'institutions',
      { id: id(), code: text(16), name: longText(), settings: longText(), applied_at: instant() },
      { primary: ['id'], unique: [['code']] },
    );
    await table(
      on,
      'units',
      { institution: id(), id: id(), parent: optional(id()), name: longText() },
      { primary: ['institution', 'id'] },
    );
    // Every unit with itself and all above it: "in this unit and below" is one join.
    await table(
      on,
      'unit_covers',
      { institution: id(), ancestor: id(), unit: id() },
      { primary: ['institution', 'ancestor', 'unit'], indexes: [['institution', 'unit']] },
    );
    await table(
      on,
      'roles',
      { institution: id(), role: id(), title: longText(), permissions: longText() },
      { primary: ['institution', 'role'] },
    );
    await table(
      on,
      'people',
      {
        id: id(),
        institution: id(),
        given: text(200),
        family: text(200),
        email: text(320),
        email_folded: text(320),
        esi: optional(text(255)),
        birth_date: optional(date()),
        language: text(8),
        kind: text(16),
        created_at: instant(),
      },
      {
        primary: ['id'],
        indexes: [
          ['institution', 'esi'],
          ['institution', 'email_folded'],
          ['institution', 'kind', 'family', 'id'],
        ],
      },
    );
    await table(
      on,
      'identities',
      {
        id: id(),
        institution: id(),
        person: id(),
        issuer: text(255),
        subject: text(255),
        claims: longText(),
        attached_at: instant(),
        attached_by: text(16),
      },
      { primary: ['id'], unique: [['institution', 'issuer', 'subject']], indexes: [['person']] },
    );
    await table(
      on,
      'grants',
      {
        id: id(),
        institution: id(),
        person: id(),
        role: id(),
        unit: id(),
        valid_from: optional(date()),
        valid_until: optional(date()),
      },
      {
        primary: ['id'],
        indexes: [['person'], ['institution', 'role', 'unit']],
      },
    );
    await table(
      on,
      'procedures',
      {
        institution: id(),
        id: id(),
        version: whole(),
        hash: sha256(),
        body: longText(),
        source: longText(),
        published_at: instant(),
        published_by: optional(id()),
      },
      { primary: ['institution', 'id', 'version'], indexes: [['hash']] },
    );
    await table(
      on,
      'partners',
      {
        institution: id(),
        id: id(),
        erasmus_code: optional(text(32)),
        pic: optional(text(16)),
        oid: optional(text(16)),
        name: text(300),
        name_folded: text(300),
        country: text(2),
        city: optional(text(200)),
        email: optional(text(320)),
      },
      {
        primary: ['institution', 'id'],
        indexes: [
          ['institution', 'erasmus_code'],
          ['institution', 'pic'],
          ['institution', 'oid'],
          ['institution', 'name_folded'],
        ],
      },
    );
    await table(on, 'leases', { name: text(100), holder: text(100), held_until: instant() }, { primary: ['name'] });
    await table(
      on,
      'data_keys',
      { reference: text(64), wrapped: bytes(), master_key_id: text(16), created_at: instant() },
      { primary: ['reference'], indexes: [['master_key_id']] },
    );
  },
};

import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { parse } from 'yaml';
import { institutionEditorSchema } from '../../domain/institution/editor-schema.ts';
import { procedureEditorSchema } from '../../domain/process/editor-schema.ts';
import { forEachDatabase } from '../support/database.ts';
import { startApplication, type Application } from './support/application.ts';

const yaml = (path: string): unknown =>
  parse(readFileSync(new URL(`../../institutions/${path}`, import.meta.url), 'utf8'));
const ajv = new Ajv2020({ strict: false, validateFormats: false });

describe('the schemas for editors', () => {
  const all = {
    procedure: [procedureEditorSchema('http://127.0.0.1/p.json'), 'procedures/erasmus-study.yaml', 'stages'],
    institution: [institutionEditorSchema('http://127.0.0.1/i.json'), 'institution.yaml', 'units'],
  } as const;
  for (const [what, [schema, file, key]] of Object.entries(all)) {
    it(`take the examples, and refuse what is wrong: ${what}`, () => {
      const valid = ajv.compile(schema);
      for (const name of ['caen', 'nordhavn']) {
        const value = yaml(`${name}/${file}`);
        expect(valid(value), JSON.stringify(valid.errors)).to.equal(true);
        expect(valid({ ...(value as object), [key]: 1 })).to.equal(false);
        expect(valid({ ...(value as object), other: 1 })).to.equal(false);
      }
    });

    it(`explain every key: ${what}`, () => {
      const without = new Set<string>();
      (function visit(value: unknown): void {
        if (typeof value !== 'object' || value === null) return;
        if ('properties' in value)
          for (const [name, property] of Object.entries(value.properties ?? {}))
            if (typeof property === 'object' && property !== null && !('description' in property)) without.add(name);
        Object.values(value).forEach(visit);
      })(schema);
      if (what === 'procedure') expect([...without]).to.deep.equal([]);
      else expect([...without]).not.to.include.members(['units', 'roles', 'calendar']);
    });
  }
});

describe('the schemas that are served', () => {
  forEachDatabase((kind, database) => {
    if (kind !== 'sqlite') return;
    let app: Application;
    before(async () => {
      app = await startApplication(database.db());
    });
    after(() => app.stop());

    it('are open to all, and name where they are', async () => {
      for (const what of ['procedure', 'institution']) {
        const { status, json } = await app.anybody.get(`/api/schemas/${what}.json`);
        expect(status).to.equal(200);
        expect(json)
          .to.have.property('$id')
          .that.matches(new RegExp(`^http.*/api/schemas/${what}\\.json$`));
        expect(json).to.have.nested.property(`properties.${what}.description`);
      }
    });
  });
});

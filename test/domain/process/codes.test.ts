import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';

const root = join(import.meta.dirname, '..', '..', '..');
const sources = ['domain/process', 'domain/conditions', 'domain/institution', 'db/institutions']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(root, folder, name)),
  )
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');
const documented = [
  ...readFileSync(join(root, 'docs/procedure-checks.md'), 'utf8').matchAll(/^\| (`.*?) \|/gm),
].flatMap(([, cell = '']) => [...cell.matchAll(/`([a-z0-9-]+)`/g)].map(([, code = '']) => code));

/** Codes as the checks say them: after `code:`, or first in what makes a fault. */
const said = [
  ...sources.matchAll(/\bcode: '([a-z0-9-]+)'/g),
  ...sources.matchAll(/\bcode: [^'\n]*\? '([a-z0-9-]+)' :/g),
  ...sources.matchAll(/\bcode: [^'\n]*\? '[a-z0-9-]+' : '([a-z0-9-]+)'/g),
  ...sources.matchAll(/\b(?:fault|whole|problem)\(\s*'([a-z0-9-]+)'/g),
  ...sources.matchAll(/\badd\(\w+, '([a-z0-9-]+)'/g),
].map(([, code = '']) => code);

describe('the codes of problems', () => {
  it('are all in the documentation', () => {
    expect(said.length).to.be.greaterThan(70);
    expect([...new Set(said)].filter((code) => !documented.includes(code))).to.deep.equal([]);
  });

  it('that are in the documentation are all told', () => {
    const names = [
      'stage',
      'task',
      'field',
      'value',
      'document',
      'step',
      'signer',
      'unit',
      'role',
      'language',
      'code',
      'partner',
      'person',
    ];
    const known = new Set([...sources.matchAll(/'([a-z0-9-]+)'/g)].map(([, word = '']) => word));
    const doubles = new Set([...names.map((name) => `duplicate-${name}`), 'unit-in-use', 'role-in-use']);
    expect(documented.filter((code) => !known.has(code) && !doubles.has(code))).to.deep.equal([]);
    expect(documented, 'each once, but for what both files may have').to.have.length.greaterThan(70);
  });
});

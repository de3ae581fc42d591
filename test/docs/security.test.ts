import { expect } from 'chai';
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { requirements } from './asvs.ts';
import { codeIn, root, textOf } from './project.ts';

const text = textOf('docs/security.md');
const lines = text.split('\n');
const rows = lines.flatMap((line) => {
  const [id, level, asks, answer] = /^\| (V\d+\.\d+\.\d+) \|/.test(line)
    ? line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim())
    : [];
  return id === undefined ? [] : [{ id, level: Number(level), asks: asks ?? '', answer: answer ?? '' }];
});

/** The ids of “Does not apply” paragraphs, ranges such as `V6.2.1 to V6.2.12` unfolded. */
function left(): string[] {
  const flat = text.replaceAll('\n', ' ').split('Does not apply: ').slice(1);
  return flat.flatMap((part) => {
    const paragraph = part.split(/ {2}|## /)[0] ?? '';
    return [...paragraph.matchAll(/(V\d+\.\d+)\.(\d+)(?: to V\d+\.\d+\.(\d+))?/g)].flatMap(([, section, from, to]) =>
      Array.from({ length: Number(to ?? from) - Number(from) + 1 }, (_, i) => `${section ?? ''}.${Number(from) + i}`),
    );
  });
}

const isFile = (code: string): boolean =>
  /^(\.?[\w.-]+\/)*[\w.-]+\.(ts|mjs|js|cjs|md|yml|json)$/.test(code) || /^(activities|test)\/[\w/]+$/.test(code);

describe('docs/security.md', () => {
  it('has every requirement of ASVS 5.0, levels 1 and 2, once', () => {
    const wanted = requirements(2);
    expect(wanted.size).to.equal(253);
    expect([...rows.map(({ id }) => id), ...left()].sort()).to.deep.equal([...wanted.keys()].sort());
    for (const { id, level } of rows) expect(level, id).to.equal(wanted.get(id));
  });

  it('answers each with a file that exists, a part of the page, or who must do it; or says that it is not met', () => {
    for (const { id, asks, answer } of rows) {
      expect(asks, id).to.not.equal('');
      const { spans } = codeIn(answer);
      const files = spans.filter(isFile);
      for (const file of files) expect(existsSync(join(root, file)), `${id}: ${file}`).to.equal(true);
      const answered =
        files.length > 0 ||
        /^operator|\]\([^)]*#|^\*\*(Not met|In part):\*\*|^this page$|^the list below$/.test(answer);
      expect(answered, `${id}: ${answer}`).to.equal(true);
    }
  });

  it('is right that production code starts no program, evaluates no text and makes no expression of input', () => {
    const files = globSync('{api,activities,config,db,domain,workflows}/**/*.{ts,mjs}', { cwd: root });
    expect(files.length).to.be.greaterThan(200);
    for (const file of files)
      expect(textOf(file), file).to.not.match(/child_process|\beval\(|new Function\(|new RegExp\(|node:vm\b/);
  });
});

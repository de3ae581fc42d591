import { expect } from 'chai';
import { existsSync, globSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { z } from 'zod';
import { variables } from '../../config/variables.ts';
import { smile } from '../cli/run.ts';
import { codeIn, PAGES, root, tableUnder, textOf } from './project.ts';

const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(textOf('package.json')));
const entries = readdirSync(root);
const tracked = globSync('{config,domain,workflows,activities,api,db,cli,dev,institutions,test,docs}/**/*', {
  cwd: root,
});
const code = (page: string): string[] => {
  const { spans, lines } = codeIn(textOf(page));
  return [...spans, ...lines];
};

/** As the pages that show Markdown make them. */
const anchorsOf = (markdown: string): string[] =>
  [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** `cli/main.ts`, `institutions/caen`, `tasks/index.ts`: no options, addresses, variables or placeholders. */
const isPath = (text: string): boolean =>
  /^\.?[\w-]+([./][\w-]+)*\/?$/.test(text) &&
  !/[A-Z]{3,}/.test(text.split('/').at(-1) ?? '') &&
  (entries.includes(text.split('/')[0] ?? '') || /\.(ts|mjs|md|ya?ml)$/.test(text));

/** `smile NOUN VERB …` by itself, through npm, in a container, or as the file that it is. */
const SMILE = /(?:^smile|npm run (?:-s )?smile --|--rm smile|cli\/main\.ts) ([a-z]+) ([a-z]+)\b(.*)$/;

describe('README and docs', () => {
  for (const page of PAGES) {
    it(`${page}: every npm script that it names exists`, () => {
      for (const line of code(page)) {
        for (const [, script = ''] of line.matchAll(/\bnpm run (?:-s )?([\w:-]+)/g))
          expect(scripts, line).to.have.property(script);
        for (const [, script = ''] of line.matchAll(/\bnpm (start|test)\b/g))
          expect(scripts, line).to.have.property(script);
      }
    });

    it(`${page}: every file and folder that it names exists`, () => {
      const named = code(page).flatMap((line) =>
        isPath(line) ? [line] : line.split(/[\s`'"=]+/).filter((word) => word.includes('/') && isPath(word)),
      );
      for (const path of named) {
        const place = path.replace(/\/$/, '');
        const there = existsSync(join(root, place)) || tracked.some((file) => file.endsWith(`/${place}`));
        expect(there, `${path} of ${page}`).to.equal(true);
      }
    });

    it(`${page}: every link leads somewhere`, () => {
      for (const [, target = ''] of textOf(page).matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^https?:/.test(target)) continue;
        const [path = '', anchor] = target.split('#');
        const file = path === '' ? page : normalize(join(dirname(page), path));
        expect(existsSync(join(root, file)), `${target} in ${page}`).to.equal(true);
        if (anchor !== undefined) expect(anchorsOf(textOf(file)), `${target} in ${page}`).to.include(anchor);
      }
    });
  }

  it('name only commands and options of smile that exist', async function () {
    this.timeout(30_000);
    const named = new Map<string, Set<string>>();
    for (const line of PAGES.flatMap(code)) {
      const [, noun, verb, rest = ''] = SMILE.exec(line) ?? [];
      if (noun === undefined || verb === undefined) continue;
      const options = named.get(`${noun} ${verb}`) ?? new Set();
      for (const [option] of rest.matchAll(/--[a-z-]+/g)) options.add(option);
      named.set(`${noun} ${verb}`, options);
    }
    expect([...named.keys()]).to.include.members(['procedure check', 'institution apply', 'nominations import']);
    for (const [command, options] of named) {
      const { status, stdout } = await smile([...command.split(' '), '--help']);
      expect(status, `smile ${command}`).to.equal(0);
      expect(stdout, `smile ${command}`).to.contain(`Usage: smile ${command}`);
      for (const option of options) expect(stdout, `smile ${command}`).to.contain(option);
    }
  });

  it('list exactly the settings that there are, with their defaults', () => {
    const rows = tableUnder(textOf('README.md'), 'Settings').map(([name = '', value = '']) => [
      name.replaceAll('`', ''),
      value.replaceAll('`', ''),
    ]);
    const defaults = variables.parse({});
    const expected = Object.keys(variables.shape).map((name) => {
      const value: unknown = Object.entries(defaults).find(([key]) => key === name)?.[1];
      if (value === undefined) return [name, ''];
      if (typeof value === 'boolean') return [name, value ? '1' : '0'];
      return [name, typeof value === 'string' ? value : JSON.stringify(value)];
    });
    expect(rows.toSorted()).to.deep.equal(expected.toSorted());
  });

  it('lead with the one who tries it, then who operates it, then who changes it', () => {
    const headings = [...textOf('README.md').matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).to.deep.equal(['Try it', 'Operate it', 'Change it', 'Not there yet']);
  });
});

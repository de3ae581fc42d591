import { expect } from 'chai';
import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { root, textOf } from './project.ts';

const manifest = z.object({ dependencies: z.record(z.string(), z.string()) });
const { dependencies } = manifest.parse(JSON.parse(textOf('package.json')));
const DOCKERFILE = textOf('Dockerfile');
const copied = [...DOCKERFILE.matchAll(/^COPY (?!--)(.+) \S+$/gm)].flatMap(([, sources = '']) => sources.split(' '));
const folders = copied.filter((source) => !source.includes('.'));
const files = folders.flatMap((folder) => globSync(`${folder}/**/*.{ts,mjs}`, { cwd: root }));

/** What a file imports when it runs, static or not; types vanish. */
const importsOf = (file: string): string[] =>
  [
    ...readFileSync(join(root, file), 'utf8').matchAll(
      /^(?:import|export)\s(?!type\b)[^'";]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm,
    ),
  ].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '');

describe('the image', () => {
  it('runs the Node that everything is tested with', () => {
    const versions = [...DOCKERFILE.matchAll(/^FROM node:(\S+)/gm)].map(([, tag]) => tag);
    expect(versions).to.deep.equal(Array(2).fill(`${dependencies['node'] ?? ''}-bookworm-slim`));
  });

  it('holds every file that its programs import', () => {
    expect(files).to.include.members(['api/main.ts', 'activities/main.ts', 'cli/main.ts']);
    for (const file of files) {
      for (const wanted of importsOf(file).filter((one) => one.startsWith('.'))) {
        const path = relative(root, join(root, dirname(file), wanted));
        expect(folders, `${file} imports ${path}`).to.include(path.split('/')[0]);
      }
    }
  });

  it('needs no package that npm ci --omit=dev leaves out', () => {
    for (const file of files) {
      for (const wanted of importsOf(file).filter((one) => !one.startsWith('.') && !isBuiltin(one))) {
        const name = wanted
          .split('/')
          .slice(0, wanted.startsWith('@') ? 2 : 1)
          .join('/');
        expect(Object.keys(dependencies), `${file} imports ${wanted}`).to.include(name);
      }
    }
  });

  it('is built from nothing but what it copies', () => {
    const [everything, ...rest] = textOf('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(everything).to.equal('*');
    const sources = [...copied, '.npmrc'].map((source) => `!${source}`);
    expect(rest.filter((line) => line.startsWith('!')).toSorted()).to.deep.equal([...new Set(sources)].sort());
  });

  it('does not run as root', () => {
    expect(DOCKERFILE).to.match(/^USER node$/m);
  });
});

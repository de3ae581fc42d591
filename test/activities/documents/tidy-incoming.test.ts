import { expect } from 'chai';
import { mkdir, mkdtemp, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTidying } from '../../../activities/documents/tidy-incoming.ts';
import { until } from '../../dev/local.ts';

describe('what killed uploads left behind', () => {
  let root: string;
  const said: string[] = [];
  const log = {
    info: (_fields: object, words?: string) => void said.push(words ?? ''),
    warn: (_fields: object, words?: string) => void said.push(words ?? ''),
  };
  const incoming = (): string => join(root, '.incoming');
  const leave = async (name: string, secondsAgo: number): Promise<void> => {
    await writeFile(join(incoming(), name), 'half a file');
    const at = Date.now() / 1000 - secondsAgo;
    await utimes(join(incoming(), name), at, at);
  };
  beforeEach(async () => {
    said.length = 0;
    root = await mkdtemp(join(tmpdir(), 'smile-tidy-'));
    await mkdir(incoming());
  });
  afterEach(() => rm(root, { recursive: true }));

  it('goes at the start and again later, and never what may still be written', async () => {
    await leave('old', 3_700);
    await leave('young', 3_500);
    const tidying = startTidying({ root, log, now: () => new Date(), everyMs: 50 });
    try {
      await until('the old one is gone', async () => (await readdir(incoming())).join() === 'young', 5_000);
      await leave('next', 3_700);
      await until('the next one is gone', async () => (await readdir(incoming())).join() === 'young', 5_000);
      expect(said).to.deep.equal(Array(2).fill('Files that never became whole are removed'));
    } finally {
      await tidying.stop();
    }
  });

  it('waits for a folder that is away, and stops at once when asked', async () => {
    await rename(root, `${root}.away`);
    const tidying = startTidying({ root, log, now: () => new Date() });
    await tidying.stop();
    await rename(`${root}.away`, root);
    expect(said).to.deep.equal([]);
  });
});

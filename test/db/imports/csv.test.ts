import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { readCsv, type CsvLimits, type CsvRow } from '../../../db/imports/csv.ts';
import { ImportFault, type Refused } from '../../../db/imports/fault.ts';
import { bytesSource, fileSource, type Source } from '../../../db/imports/source.ts';
import { isFull } from '../../support/full.ts';

const columns = { required: ['name', 'city'], optional: ['note'] };
const source = (content: string | Uint8Array): Source => bytesSource('list.csv', Buffer.from(content));

async function all(from: Source, limits?: CsvLimits): Promise<(CsvRow | Refused)[]> {
  const rows: (CsvRow | Refused)[] = [];
  for await (const row of readCsv(from, columns, limits)) rows.push(row);
  return rows;
}

const cells = async (content: string | Uint8Array): Promise<unknown[]> =>
  (await all(source(content))).map((one) => ('cells' in one ? one.cells : one));

async function faultOf(from: Source, limits?: CsvLimits): Promise<ImportFault> {
  try {
    await all(from, limits);
  } catch (error) {
    if (error instanceof ImportFault) return error;
    throw error;
  }
  throw new Error('The file was taken.');
}

const utf16 = (text: string, bigEndian: boolean): Uint8Array => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
};
const caen = { name: 'Zoë', city: 'Évreux' };

describe('CSV: how files are written', () => {
  it('finds the separator', async () => {
    for (const separator of [',', ';', '\t'])
      expect(await cells(`name${separator}city\nZoë${separator}Évreux\n`)).to.deep.equal([caen]);
    expect(await cells('"name";"city"\n"Zoë";"Évreux"')).to.deep.equal([caen]);
    expect(await cells('name;city;note\na,b;c;d,e,f')).to.deep.equal([{ name: 'a,b', city: 'c', note: 'd,e,f' }]);
  });

  it('finds the encoding', async () => {
    const text = 'name;city\r\nZoë;Évreux\r\n';
    for (const bytes of [
      Buffer.from(text),
      Buffer.from(`\ufeff${text}`),
      Buffer.from(text, 'latin1'),
      utf16(text, false),
      utf16(text, true),
    ])
      expect(await cells(bytes)).to.deep.equal([caen]);
  });

  it('reads Windows-1252 where it is more than Latin-1', async () => {
    const bytes = Buffer.concat([Buffer.from('name;city\nL'), Buffer.of(0x92), Buffer.from('Ha\xff;5 \x80', 'latin1')]);
    expect(await cells(bytes)).to.deep.equal([{ name: 'L’Haÿ', city: '5 €' }]);
  });

  it('does not mind where a file is cut into pieces', async () => {
    const bytes = Buffer.from('name;city\nZoë;"Évreux 𝔘"\nŁódź;"a\nb"\n');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 7 }), async (size) => {
        const pieces: Source = {
          name: 'pieces',
          async *open() {
            await Promise.resolve();
            for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
          },
        };
        const rows = await all(pieces);
        expect(rows.map((row) => ('cells' in row ? Object.values(row.cells).join('|') : row))).to.deep.equal([
          'Zoë|Évreux 𝔘',
          'Łódź|a\nb',
        ]);
      }),
      { numRuns: 14 },
    );
  });

  it('counts the lines of the file, blank ones and those within quotes too', async () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const lines = ['name,city', 'a,1', '', '"b', 'b",2', ' , ', 'c,3'];
      const rows = await all(source(lines.join(end)));
      expect(rows.map(({ line }) => line)).to.deep.equal([2, 4, 7]);
    }
  });

  it('keeps what looks like a formula, a number or a date as the text it is', async () => {
    const looks = ['=1+1', '+33 1', '-2', '@x', '0012', '1e5', '=cmd|’ /C calc’!A0', '2026-11-23'];
    const rows = await all(source(`name,city\n${looks.map((text) => `${text},x`).join('\n')}`));
    expect(rows.map((row) => ('cells' in row ? row.cells['name'] : ''))).to.deep.equal(looks);
  });

  it('takes headers in any case and order, and empty columns at the end', async () => {
    expect(await cells(' City ;NAME;;\nÉvreux;Zoë;;\n;;;\n')).to.deep.equal([{ city: 'Évreux', name: 'Zoë' }]);
  });
});

describe('CSV: rows that are refused while the others are read', () => {
  it('tells line, column and reason', async () => {
    const rows = await all(source('name,city\na\nb,1,extra\nc,2\nd,\u00013\ne,4,\n'));
    expect(rows).to.deep.equal([
      { file: 'list.csv', line: 2, field: '', reason: 'The line has 1 cells, the header 2.' },
      { file: 'list.csv', line: 3, field: '', reason: 'The line has 3 cells, the header 2.' },
      { line: 4, cells: { name: 'c', city: '2' } },
      { file: 'list.csv', line: 5, field: 'city', reason: 'The cell holds control characters.' },
      { line: 6, cells: { name: 'e', city: '4' } },
    ]);
  });

  it('takes quotation marks that stand in the middle', async () => {
    expect(await cells('name,city\nL"Aigle" ,"dit ""x"""\n')).to.deep.equal([{ name: 'L"Aigle"', city: 'dit "x"' }]);
  });
});

describe('CSV: files that cannot be taken at all', () => {
  it('is empty, or has a header only', async () => {
    for (const content of ['', '\ufeff', '\n\n', 'name,city', 'name,city\n\n,\n'])
      expect((await faultOf(source(content))).code, JSON.stringify(content)).to.equal('empty');
  });

  it('has another header: says what is expected', async () => {
    const wrong = {
      'a,b\n1,2': 'The first line must name the columns.',
      'name,town\n1,2': 'There is no column “town”',
      'name,note\n1,2': 'Missing: city.',
      'name,city,name\n1,2,3': '“name” is there twice',
      'name|city\n1|2': 'The first line must name the columns.',
    };
    for (const [content, reason] of Object.entries(wrong)) {
      const fault = await faultOf(source(content));
      expect(fault.code).to.equal('wrong-header');
      expect(fault.refused.reason).to.contain(reason).and.contain('Expected: name, city; and if you have them: note.');
    }
    const long = await faultOf(source(`name,city,${'x'.repeat(100_000)}\n1,2,3`));
    expect(long.message.length).to.be.below(400);
  });

  it('leaves a quotation mark open: says from which line', async () => {
    const fault = await faultOf(source('name,city\na,1\nb,"2\nc,3\n'));
    expect(fault.code).to.equal('broken-csv');
    expect(fault.refused.line).to.equal(3);
    const huge = await faultOf(source(`name,city\na,"${'x\n'.repeat(800_000)}`));
    expect([huge.code, huge.refused.line]).to.deep.equal(['broken-csv', 2]);
    expect(huge.refused.reason).to.contain('1 MiB');
  });

  it('is no text: NUL bytes, UTF-16 without mark, UTF-8 that was damaged', async () => {
    expect((await faultOf(source('name,city\na\0,b'))).code).to.equal('not-text');
    expect((await faultOf(source(Buffer.from('name,city\na,b', 'utf16le')))).code).to.equal('not-text');
    const damaged = Buffer.concat([Buffer.from('name,city\nÉlodie,Évreux\n'), Buffer.of(0xc3), Buffer.from(',x')]);
    expect((await faultOf(source(damaged))).refused.reason).to.contain('UTF-8');
    const marked = Buffer.concat([Buffer.from('\ufeffname,city\na,'), Buffer.of(0xe9)]);
    expect((await faultOf(source(marked))).code).to.equal('not-text');
    expect((await faultOf(source(Buffer.of(0xff, 0xfe)))).code).to.equal('empty');
  });

  it('is too large, or has too many rows', async () => {
    const content = `name,city\n${'a,b\n'.repeat(100)}`;
    expect((await faultOf(source(content), { bytes: 100, rows: 1000 })).code).to.equal('too-large');
    const fault = await faultOf(source(content), { bytes: 10_000, rows: 99 });
    expect([fault.code, fault.refused.line]).to.deep.equal(['too-many-rows', 101]);
  });

  it('is not there, or not a file', async () => {
    const missing = await faultOf(fileSource('/nowhere/nominations.csv'));
    expect([missing.code, missing.refused.file]).to.deep.equal(['unreadable', 'nominations.csv']);
    expect(missing.message).to.not.contain('/nowhere');
    expect((await faultOf(fileSource(tmpdir()))).code).to.equal('unreadable');
  });
});

describe('CSV: long files', function () {
  const rows = isFull ? 1_000_000 : 30_000;
  this.timeout(300_000);
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smile-csv-'));
    const part = Array.from({ length: 1000 }, (_, i) => `Zoë ${i},"Évreux ${i}, Normandie",${'x'.repeat(20)}\n`).join(
      '',
    );
    await writeFile(
      join(folder, 'long.csv'),
      (function* () {
        yield 'name,city,note\n';
        for (let i = 0; i < rows / 1000; i += 1) yield part;
      })(),
    );
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it(`reads ${rows} lines without growing by more than 128 MiB`, async () => {
    const before = process.memoryUsage().rss;
    let most = 0;
    let seen = 0;
    let last = 0;
    for await (const row of readCsv(fileSource(join(folder, 'long.csv')), columns, {
      bytes: 2 ** 30,
      rows: 2_000_000,
    })) {
      seen += 1;
      last = row.line;
      if (seen % 10_000 === 0) most = Math.max(most, process.memoryUsage().rss - before);
    }
    expect([seen, last]).to.deep.equal([rows, rows + 1]);
    expect(most / 1_048_576).to.be.below(128);
  });

  it('lets go of the file when the reader stops early', async () => {
    let open = 0;
    const watched: Source = {
      name: 'watched',
      async *open() {
        open += 1;
        try {
          yield* fileSource(join(folder, 'long.csv')).open();
        } finally {
          open -= 1;
        }
      },
    };
    for await (const row of readCsv(watched, columns)) {
      expect(open).to.equal(1);
      if (row.line > 10) break;
    }
    for (let i = 0; i < 100 && open > 0; i += 1) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(open).to.equal(0);
  });
});

import { expect } from 'chai';
import { ImportFault } from '../../../db/imports/fault.ts';
import { allNominations } from '../../../db/imports/nominations.ts';
import { bytesSource } from '../../../db/imports/source.ts';

const today = '2026-11-23';
const header =
  'firstname;lastname;email;year;birthdate;esi;city;postalcode;street;numstreet;mailreferent;codeEtablissement';
const read = (content: string, encoding: BufferEncoding = 'utf8') =>
  allNominations(bytesSource('list.csv', Buffer.from(content, encoding)), today);
const line = async (cells: Record<string, string>) => {
  const all: Record<string, string | undefined> = {
    firstname: 'Anna',
    lastname: 'Nowak',
    email: 'anna@uj.example',
    ...cells,
  };
  const names = header.split(';');
  return read(`${header}\n${names.map((name) => all[name.toLowerCase()] ?? '').join(';')}\n`);
};
const refusal = async (cells: Record<string, string>): Promise<string> => {
  const { rows, refused } = await line(cells);
  expect(rows).to.deep.equal([]);
  expect(refused).to.have.length(1);
  expect(refused[0]).to.include({ file: 'list.csv', line: 2 });
  return refused[0]!.field;
};

describe('nominations: what a list holds', () => {
  it('reads all columns', async () => {
    const { rows, refused } = await read(
      `\ufeff${header.toUpperCase()}\r\nZoë;Łukasz  Nowak;Zoe.Nowak@uj.example;2026-2027;03/12/2004;urn:SCHAC:personalUniqueCode:int:esi:pl:S-1234;Kraków;31-007;ul. Gołębia;24 bis;erasmus@uj.example;PL KRAKOW01\r\n`,
    );
    expect(refused).to.deep.equal([]);
    expect(rows).to.deep.equal([
      {
        line: 2,
        nomination: {
          given: 'Zoë',
          family: 'Łukasz Nowak',
          email: 'Zoe.Nowak@uj.example',
          year: 2026,
          birthDate: '2004-12-03',
          esi: 'urn:schac:personalUniqueCode:int:esi:pl:S-1234',
          address: { number: '24 bis', street: 'ul. Gołębia', postalCode: '31-007', city: 'Kraków' },
          referentEmail: 'erasmus@uj.example',
          homeCode: 'PL KRAKOW01',
        },
      },
    ]);
  });

  it('leaves out what is empty', async () => {
    expect((await line({})).rows[0]?.nomination).to.deep.equal({
      given: 'Anna',
      family: 'Nowak',
      email: 'anna@uj.example',
    });
  });

  it('reads Latin-1, and lists with the three needed columns only', async () => {
    const { rows } = await read('lastname,firstname,email\nMüller,José,j.m@uni.example\n', 'latin1');
    expect(rows[0]?.nomination).to.deep.equal({ given: 'José', family: 'Müller', email: 'j.m@uni.example' });
  });

  it('takes names as people have them, formulas as text, years in three spellings, dates in three', async () => {
    for (const name of ["O'Neil", 'D’Arc-Lefèvre', 'Nguyễn', '李', 'de la Cruz Jr.', '=HYPERLINK("x")'])
      expect(
        (await line({ lastname: name.includes('"') ? `"${name.replaceAll('"', '""')}"` : name })).rows[0]?.nomination
          .family,
      ).to.equal(name);
    for (const year of ['2026', '2026-2027', '2026/27'])
      expect((await line({ year })).rows[0]?.nomination.year, year).to.equal(2026);
    for (const birthdate of ['1/2/2005', '01.02.2005', '2005-02-01'])
      expect((await line({ birthdate })).rows[0]?.nomination.birthDate, birthdate).to.equal('2005-02-01');
  });
});

describe('nominations: what is refused, with its line and column', () => {
  it('without name or address', async () => {
    expect(await refusal({ firstname: '' })).to.equal('firstname');
    expect(await refusal({ lastname: '---' })).to.equal('lastname');
    expect(await refusal({ email: '' })).to.equal('email');
    expect(await refusal({ firstname: 'x'.repeat(100_000) })).to.equal('firstname');
  });

  it('addresses that are none, or more than one', async () => {
    for (const email of [
      'anna',
      'anna@',
      '@uj.example',
      'anna@uj',
      'a b@uj.example',
      'a@uj.example,b@uj.example',
      'a@@uj.example',
      'Anna <a@uj.example>',
      'a..b@uj.example',
      '.a@uj.example',
      'a.@uj.example',
      'a@-uj.example',
      'a@uj.example\u200b',
      'é@uj.example',
    ])
      expect(await refusal({ email }), email).to.equal('email');
    expect(await refusal({ mailreferent: 'see web page' })).to.equal('mailreferent');
  });

  it('dates that do not exist or cannot be', async () => {
    for (const birthdate of [
      '31/02/2004',
      '12/31/2004',
      '3/12/04',
      '2004',
      'unknown',
      '23/11/2026',
      '01/01/2030',
      '01/01/1800',
      '2004-02-30',
    ])
      expect(await refusal({ birthdate }), birthdate).to.equal('birthdate');
  });

  it('years and identifiers in another form', async () => {
    for (const year of ['26', '1999', '2026-2028', '2026-2025', 'S1', '20266'])
      expect(await refusal({ year }), year).to.equal('year');
    for (const esi of [
      '12345',
      'urn:schac:personalUniqueCode:int:esi:',
      'urn:schac:personalUniqueCode:int:esi:pl',
      'urn:schac:personalUniqueCode:int:esi:pl:a b',
      'urn:schac:personalUniqueCode:pl:esi:pl:1',
    ])
      expect(await refusal({ esi }), esi).to.equal('esi');
  });

  it('goes on after a broken line', async () => {
    const { rows, refused } = await read(
      `${header}\nAnna;Nowak\n"Bo\nb";Lee;bob@uni.example${';'.repeat(9)}\nEve;;eve@uni.example${';'.repeat(9)}\n`,
    );
    expect(rows.map((row) => [row.line, row.nomination.given])).to.deep.equal([[3, 'Bo b']]);
    expect(refused.map((one) => [one.line, one.field])).to.deep.equal([
      [2, ''],
      [5, 'lastname'],
    ]);
  });

  it('a file that is something else', async () => {
    for (const content of ['', header, '{"nominations": []}', '%PDF-1.7\n\0\0'])
      await read(content).then(
        () => expect.fail('taken'),
        (error: unknown) => expect(error).to.be.instanceOf(ImportFault),
      );
  });
});

import { expect } from 'chai';
import { createApp } from '../../../api/app.ts';
import { routesOf } from '../support/served.ts';
import type { Answer } from '../support/application.ts';
import { openStage, type Stage } from './stage.ts';
import { column, tableOf, wordFor } from './table.ts';
import { tryFile, tryLists, tryOpen, tryPages, type Try } from './tries.ts';
import { tryProcedures } from './try-procedures.ts';

const fileRows = tableOf('The file');
const insiders = Object.keys(fileRows[0] ?? {}).slice(2);
const outsiders = tableOf('Everybody else');
const [lists, pages] = [tableOf('Lists'), tableOf('Pages')];
const procedures = tableOf('Procedures');
const open = tableOf('Open to all');
const routesIn = (rows: typeof lists): string[] => Object.keys(rows[0] ?? {}).slice(1);

describe('who may do what: routes', () => {
  let stage: Stage;
  let file: Readonly<Record<string, Try>>;
  before(async function () {
    this.timeout(120_000);
    stage = await openStage();
    await stage.moments.to('the home coordinator signs');
    file = await tryFile(stage);
  });
  after(() => stage.stop());

  it('names every route that the application answers, and no other', () => {
    const named = [
      'POST /api/mobilities/{reference}/acts',
      ...fileRows.map((row) => column(row, 'Route')),
      ...routesIn(lists),
      ...routesIn(pages),
      ...routesIn(procedures),
      ...open.map((row) => column(row, 'Route')),
    ].map((route) => route.replace(/^\w+/, (method) => method.toLowerCase()));
    expect([...new Set(named)].sort()).to.deep.equal([...new Set(routesOf(createApp(stage.app.deps)))].sort());
  });

  it('names everybody in each table', () => {
    for (const rows of [lists, pages, procedures])
      expect(rows.map((row) => column(row, 'Who')).sort()).to.deep.equal([...stage.names].sort());
    expect([...insiders, ...outsiders.map((row) => column(row, 'Who'))].sort()).to.deep.equal([...stage.names].sort());
  });

  const sent = async (who: string, one: Try): Promise<Answer> => {
    const { caller, during } = await stage.as(who);
    return during(() => one.send(caller));
  };

  /** Tries one thing as everybody; what is done is undone. */
  async function tried(
    one: Try | undefined,
    expected: readonly (readonly [who: string, word: string])[],
    moment: string,
  ): Promise<void> {
    if (one === undefined) throw new Error('The policy names what no test knows how to try.');
    const wrong: string[] = [];
    for (const [who, word] of expected) {
      await stage.moments.to(one.moment ?? moment);
      const answer = await sent(who, one);
      const wanted = word.replace('{reference}', stage.reference);
      const got = wordFor(wanted, answer, one.about);
      if (got !== wanted) wrong.push(`${who}: ${got} instead of ${wanted}. ${answer.text.slice(0, 300)}`);
      // A page says again what address it stands at.
      const secrets = answer.text.startsWith('<') ? ['Silva'] : ['Silva', stage.reference];
      const told = answer.status >= 400 && secrets.some((secret) => answer.text.includes(secret));
      if (told) wrong.push(`${who}: the refusal names the file. ${answer.text.slice(0, 300)}`);
    }
    expect(wrong).to.deep.equal([]);
  }

  for (const row of fileRows)
    it(`${column(row, 'Route')}: ${column(row, 'About')}`, async function () {
      this.timeout(120_000);
      await tried(
        file[`${column(row, 'Route')}: ${column(row, 'About')}`],
        [
          ...insiders.map((who) => [who, column(row, who)] as const),
          ...outsiders.map((one) => [column(one, 'Who'), column(one, 'Anything of the file')] as const),
        ],
        'the routes of the file are tried',
      );
    });

  for (const route of routesIn(lists))
    it(route, async function () {
      this.timeout(120_000);
      await stage.moments.to('the faculty decides');
      await stage.moments.systemDoes({ type: 'raise-incident', incident: 'odd', code: 'odd', text: 'Odd.' });
      await stage.moments.keep('the lists are tried');
      const cells = lists.map((row) => [column(row, 'Who'), column(row, route)] as const);
      await tried(tryLists(stage)[route], cells, 'the lists are tried');
    });

  for (const route of routesIn(procedures))
    it(route, async function () {
      this.timeout(120_000);
      const cells = procedures.map((row) => [column(row, 'Who'), column(row, route)] as const);
      await tried(tryProcedures(stage)[route], cells, 'the faculty decides');
    });

  for (const route of routesIn(pages))
    it(`the page ${route}`, async function () {
      this.timeout(120_000);
      const cells = pages.map((row) => [column(row, 'Who'), column(row, route)] as const);
      await tried(tryPages(stage)[route], cells, 'the home coordinator signs');
    });

  const anybody = [
    'nobody',
    'the person',
    'officer',
    'partner',
    'other institution',
    'session expired',
    'link expired',
  ];
  for (const row of open)
    it(`${column(row, 'Route')} is open to all`, async function () {
      this.timeout(60_000);
      const one = tryOpen()[column(row, 'Route')];
      const cells = anybody.map((who) => [who, column(row, 'Answer')] as const);
      await tried(one, cells, 'the home coordinator signs');
    });
});

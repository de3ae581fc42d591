import { expect } from 'chai';
import { openNordhavn } from './nordhavn.ts';
import { column, tableOf } from './table.ts';
import { insidersIn, tryActs } from './try-acts.ts';

const acts = tableOf('Acts where faculties decide');
const outsiders = tableOf('Everybody else where faculties decide');

describe('who may do what: acts where faculties decide', () => {
  let stage: Awaited<ReturnType<typeof openNordhavn>>;
  before(async function () {
    this.timeout(120_000);
    stage = await openNordhavn();
  });
  after(() => stage.stop());

  it('names everybody', () => {
    const all = [...insidersIn(acts), ...outsiders.map((row) => column(row, 'Who'))];
    expect(all.sort()).to.deep.equal([...stage.names].sort());
  });

  tryActs(acts, outsiders, () => stage);
});

import { expect } from 'chai';
import { randomKey } from '../../../db/crypto.ts';
import { makeKeys } from '../../../db/keys.ts';
import { LIST_TABLES } from '../../../db/records/project.ts';
import { execute } from '../../../db/sql.ts';
import { forEachDatabase } from '../../support/database.ts';
import { bornFile } from '../../support/recorded.ts';
import { judgeRecords } from './records.ts';

describe('the judge of the records after faults', function () {
  this.timeout(60_000);

  forEachDatabase((_kind, database) => {
    const keys = makeKeys(randomKey());

    for (const table of LIST_TABLES)
      it(`sees that a row of ${table} is lost, and is content before`, async () => {
        const db = database.db();
        const { reference } = await bornFile(db, keys);
        expect(await judgeRecords({ db, keys }, reference)).to.deep.equal([]);
        await execute(db, `DELETE FROM ${table} WHERE reference = ?`, [reference]);
        expect(await judgeRecords({ db, keys }, reference)).to.have.length(1);
      });
  });
});

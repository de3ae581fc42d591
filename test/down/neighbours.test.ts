import { expect } from 'chai';
import { until } from '../dev/local.ts';
import { onMariaDb } from '../support/needs-mariadb.ts';
import type { Client } from './support/client.ts';
import { events } from './support/expect.ts';
import { isFull } from '../support/full.ts';
import { hiddenFields } from './support/page.ts';
import { addPaper, can, expected, filled, openFile, staff, untilPartnerSigns, type File } from './support/people.ts';
import { shared, type Shared } from './support/shared.ts';

onMariaDb('with the virus scanner away', function () {
  this.timeout(120_000);
  let on: Shared;
  let officer: Client;
  before(async () => {
    on = await shared();
    officer = await staff(on, 'ines');
  });

  it('a file waits to be checked, nobody can read it, and it is checked when the scanner is back', async () => {
    const file: File = await openFile(on, officer);
    const { reference, student } = file;
    expected(await student.act(reference, await filled(file)));
    on.scanner.misbehave = 'refuse';
    let id: string;
    try {
      id = await addPaper(file, 'passport');
      await until('a try that failed', async () => (await events(on, reference, 'effect-failed')) > 0, 30_000);
      const page = expected(await student.page(`/mobilities/${reference}`, 'fr'));
      expect(page.text).to.include('contrôle en cours').and.not.include(`documents/${id}`);
      expected(await officer.get(`/api/mobilities/${reference}/documents/${id}`), 404);
    } finally {
      on.scanner.misbehave = 'no';
    }
    expect(await can(officer, reference, 'review-document')).to.include({ file: id });
    expected(await officer.get(`/api/mobilities/${reference}/documents/${id}`));
  });
});

onMariaDb('with the time-stamping authority away', function () {
  this.timeout(180_000);

  it('documents are sealed all the same', async () => {
    const on = await shared();
    const officer = await staff(on, 'ines');
    const claire = await staff(on, 'claire');
    const file = await openFile(on, officer);
    const partner = await untilPartnerSigns(on, file, officer);
    on.authority.misbehave = isFull ? 'silence' : 'status';
    try {
      const form = hiddenFields(expected(await partner.page('/sign')).text);
      expect((await partner.form('/sign', form)).headers.get('location')).to.equal('/sign?done=signed');
      expected(await claire.act(file.reference, await can(claire, file.reference, 'sign')));
      await until('sealed', async () => (await events(on, file.reference, 'document-issued')) === 1, 60_000);
      const { student, reference } = file;
      expect(expected(await student.page(`/mobilities/${reference}`)).text).to.include('sealed without a time stamp');
      expect(expected(await student.page(`/mobilities/${reference}`, 'fr')).text).to.include('cachet sans horodatage');
    } finally {
      on.authority.misbehave = 'no';
    }
  });
});

import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { forEachDatabase } from '../support/database.ts';
import { faultOf } from '../domain/drawing/xml.ts';
import { startApplication, type Application, type Caller } from './support/application.ts';
import { addCourses, fillDetails, ok, untilPartnerSigns } from './support/steps.ts';

describe('diagrams over HTTP', () => {
  forEachDatabase((_kind, database) => {
    let app: Application;
    let reference: string;
    let student: Caller;
    let officer: Caller;
    before(async function () {
      this.timeout(60_000);
      app = await startApplication(database.db());
      await addCourses(app);
      ({ reference, caller: student } = await app.student({ given: 'Zoé', family: 'Œuvrard' }));
      officer = await app.as('caen-ines');
      await fillDetails(student, reference);
    });
    after(() => app.stop());

    it('draws where a file stands, as a picture that runs nothing and that nobody keeps', async () => {
      const { text, headers } = ok(await student.get(`/api/mobilities/${reference}/diagram`));
      expect(faultOf(text)).to.equal(undefined);
      expect(text).to.include('Done 23 November 2026').and.to.include('The file is here');
      expect(text).not.to.match(/Zoé|Œuvrard|Rui|porto\.example/);
      expect(headers.get('content-type')).to.equal('image/svg+xml; charset=utf-8');
      expect(headers.get('cache-control')).to.equal('private, no-store');
      const style = /<style>([^]*)<\/style>/.exec(text)?.[1] ?? '';
      const hash = createHash('sha256').update(style).digest('base64');
      expect(headers.get('content-security-policy')).to.equal(
        `default-src 'none'; style-src 'sha256-${hash}'; sandbox`,
      );
    });

    it('says it in words and in French, and narrow for a phone', async () => {
      const path = `/api/mobilities/${reference}/diagram`;
      const outline = ok(await officer.get(`${path}?as=text&lang=fr`));
      expect(outline.headers.get('content-type')).to.equal('text/plain; charset=utf-8');
      expect(outline.text).to.include('Étape 1 sur 4\u00a0: Candidature — Le dossier est ici.');
      expect(outline.text).to.include('Vérification\u00a0: Gestionnaire des relations internationales.');
      expect(outline.text).to.include('Attend\u00a0: la personne, depuis le 23 novembre 2026, jusqu’au ');
      const width = async (query: string): Promise<number> =>
        Number(/ width="(\d+)"/.exec((await officer.get(path + query)).text)?.[1]);
      expect(await width('?width=narrow')).to.be.lessThan(500);
      expect(await width('')).to.be.greaterThan(500);
      expect((await officer.get(`${path}?lang=xx`)).status).to.equal(422);
    });

    it('shows a partner their own task and the agreement alone', async function () {
      this.timeout(60_000);
      const other = await app.student();
      await untilPartnerSigns(app, other.caller, other.reference);
      const bound = { reference: other.reference, task: 'agreement-signatures', item: 'home' };
      const partner = await app.partner(bound, 'rui@porto.example');
      const { text } = ok(await partner.get(`/api/mobilities/${other.reference}/diagram`));
      expect(text).to.include('Signature of the agreement').and.to.include('Learning agreement');
      expect(text).not.to.match(/Supporting documents|Your details|Approval of the agreement|Transcript/);
      expect((await partner.get('/api/procedures/erasmus-study/diagram')).status).to.equal(403);
    });

    it('draws a procedure in any of its versions, and none that there is not', async () => {
      const path = '/api/procedures/erasmus-study/diagram';
      const newest = ok(await student.get(path)).text;
      expect(newest).to.include('Erasmus+ studies').and.not.to.include('The file is');
      expect(ok(await student.get(`${path}?version=1`)).text).to.equal(newest);
      expect((await student.get(`${path}?version=99`)).status).to.equal(404);
      expect((await student.get('/api/procedures/nothing/diagram')).status).to.equal(404);
    });
  });
});

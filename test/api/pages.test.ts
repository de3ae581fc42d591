import { expect } from 'chai';
import { html } from '../../api/pages/html.ts';
import { datesIn } from '../../api/pages/dates.ts';
import { forEachDatabase } from '../support/database.ts';
import { startApplication, type Application, type Answer } from './support/application.ts';
import { addCourses, ok, untilPartnerSigns } from './support/steps.ts';
import { refuse } from '../../domain/refusal.ts';
import { TemporalUnreachable } from '../../workflows/send.ts';

const page = { accept: 'text/html' };

describe('the plain pages', () => {
  it('escape whatever people wrote', () => {
    expect(html`<p title="${'"x'}">${['<b>', html`<i>${'&'}</i>`, null, false, 3]}</p>`.toString()).to.equal(
      '<p title="&quot;x">&lt;b&gt;<i>&amp;</i>3</p>',
    );
  });

  it('say dates with the weekday when near, and the last day of a due instant', () => {
    const now = new Date('2026-11-23T22:30:00.000Z');
    const [en, fr] = [datesIn('en', 'Europe/Paris', now), datesIn('fr', 'Europe/Paris', now)];
    expect(en.day('2026-11-27')).to.equal('Friday 27 November');
    expect(fr.day('2027-03-13')).to.equal('13 mars 2027');
    expect(fr.plain('2027-03-01')).to.equal('1er mars 2027');
    expect(fr.day('2026-12-01')).to.equal('1er décembre 2026');
    expect(fr.plain('2027-03-21')).to.equal('21 mars 2027');
    expect(en.plain('2026-11-27')).to.equal('27 November 2026');
    expect(en.due('2026-11-27T23:00:00.000Z')).to.equal('Friday 27 November');
    expect(en.instant('2026-11-23T23:30:00.000Z')).to.equal('Tuesday 24 November');
  });

  forEachDatabase((_kind, database) => {
    let app: Application;
    before(async () => {
      app = await startApplication(database.db());
      await addCourses(app);
    });
    after(() => app.stop());

    it('start with where to sign in, and as whom to try it', async () => {
      const { text } = ok(await app.anybody.get('/', page));
      expect(text)
        .to.include('University of Caen Normandy')
        .and.include('/login/local?institution=caen&amp;next=/me&amp;hint=ines')
        .and.include('http://127.0.0.1:8025')
        .and.include('/api/docs');
      expect(text).not.to.match(/<script|style=/);
    });

    it('speak French and English: asked for, kept, or as the browser says', async () => {
      expect((await app.anybody.get('/', { ...page, 'accept-language': 'fr' })).text).to.include('Où allez-vous');
      const chosen = await app.anybody.get('/?lang=fr', page);
      expect(chosen.text).to.include('<html lang="fr">');
      expect(chosen.headers.get('set-cookie')).to.match(/^lang=fr;/);
      expect((await app.anybody.get('/', { ...page, cookie: 'lang=fr' })).text).to.include('<html lang="fr">');
      expect((await app.anybody.get('/?lang=xx', page)).text).to.include('<html lang="en">');
    });

    it('lead the person with what is next, and show the file in words', async () => {
      const { reference, caller } = await app.student({ given: '<img src=x>', family: 'O’Neil & Co' });
      const me = ok(await caller.get('/me', page)).text;
      expect(me).to.include('Fill in: Your details').and.include(`/mobilities/${reference}`).and.not.include('<img');
      const file = ok(await caller.get(`/mobilities/${reference}?lang=fr`, page)).text;
      expect(file)
        .to.include('Remplir\u00a0: Vos informations')
        .and.include('Passé cette date')
        .and.include('&lt;img src=x&gt;')
        .and.not.include('<img');
      expect((await app.anybody.get('/me', page)).headers.get('location')).to.equal('/');
      expect((await (await app.student()).caller.get(`/mobilities/${reference}`, page)).status).to.equal(404);
      expect((await caller.get('/mobilities/nothing', page)).status).to.equal(404);
    });

    it('lead somebody who was not signed in back to the file, and to no other site', async () => {
      const { reference, caller } = await app.student();
      const { headers } = await app.anybody.get(`/mobilities/${reference}`, page);
      expect(headers.get('location')).to.equal(`/?next=/mobilities/${reference}`);
      const start = ok(await app.anybody.get(`/?next=/mobilities/${reference}`, page)).text;
      expect(start)
        .to.include(`&amp;next=/mobilities/${reference}&amp;hint=ines`)
        .and.include(`/?next=/mobilities/${reference}&amp;lang=fr`)
        .and.not.include('next=/me');
      for (const next of ['https://evil.example', '//evil.example', '/%5Cevil.example'])
        expect(ok(await app.anybody.get(`/?next=${next}`, page)).text)
          .to.include('next=/me&amp;hint=ines')
          .and.not.include('evil');
      expect((await app.anybody.get('/mobilities/a%2Fb', page)).headers.get('location')).to.equal('/');
      const file = ok(await caller.get(`/mobilities/${reference}`, page)).text;
      expect(file).to.include('Yours').and.not.include('Yours.').and.not.include('..<');
    });

    it('show staff their queue', async () => {
      const { text } = ok(await (await app.as('caen-ines')).get('/me', page));
      expect(text).to.include('Waiting for me (').and.include('Sign out');
    });

    it('let a partner read and sign exactly one file, then verify what was issued, without a name', async function () {
      this.timeout(20_000);
      const { reference, caller } = await app.student({ given: 'Zélie', family: 'Quint' });
      await untilPartnerSigns(app, caller, reference);
      const partner = await app.partner({ reference, task: 'agreement-signatures', item: 'home' }, 'rui@porto.example');
      expect((await partner.get('/me', page)).headers.get('location')).to.equal('/sign');
      const asked = ok(await partner.get('/sign', page)).text;
      expect(asked).to.include('I sign exactly this version of it');
      expect(asked).to.include('Zélie Quint asks you').and.include('Databases').and.include('>30<');
      const field = (name: string): string => new RegExp(`name="${name}"\\s+value="([^"]+)"`).exec(asked)?.[1] ?? '';
      const send = (fields: Record<string, string>, headers = {}): Promise<Answer> =>
        partner.raw('POST', '/sign', new URLSearchParams(fields).toString(), {
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'text/html',
          ...headers,
        });
      const fields = { key: field('key'), decision: 'sign', revision: field('revision'), shown: field('shown') };
      expect((await send(fields, { origin: 'https://evil.example', 'x-csrf-token': '' })).status).to.equal(403);
      expect((await send({ ...fields, extra: '1' })).status).to.equal(422);
      expect((await send({ ...fields, shown: 'f'.repeat(64), key: 'other' })).status).to.equal(409);
      expect((await send({ key: 'no', decision: 'decline', reason: ' ' })).status).to.equal(422);
      const signed = await send(fields);
      expect(signed.headers.get('location')).to.equal('/sign?done=signed');
      expect(ok(await caller.get(`/mobilities/${reference}?lang=fr`, page)).text)
        .to.include('envoyée à la personne signataire de l&#39;établissement partenaire')
        .and.include('«\u00a0')
        .and.not.match(/« | [:;?!»]|home»|home\u00a0»/);
      expect((await send(fields)).headers.get('location')).to.equal('/sign?done=signed');
      expect(ok(await partner.get('/sign?done=signed', page)).text)
        .to.include('Your signature is recorded')
        .and.not.include('<form method="post" action="/sign">');
      expect(ok(await partner.get('/sign', page)).text).to.include('nothing to sign here any more');

      const { items } = ok(await caller.get(`/api/mobilities/${reference}/history?limit=100`)).json;
      const invited = items.filter((e: { type?: unknown }) => e.type === 'signer-invited') as unknown as {
        by: { kind: string };
        sentence: { en: string };
      }[];
      expect(invited.map((e) => e.by.kind)).to.deep.equal(['system', 'system', 'system']);
      expect(invited[0]?.sentence.en).to.match(/^Zélie Quint was invited to sign/);
      expect(invited[1]?.sentence.en).to.match(/^The signatory of the partner institution was invited to sign/);
      const claire = await app.as('caen-claire');
      // Narrow screens show no head of the table, so each date says itself what it is.
      const queue = ok(await claire.get('/me', page)).text;
      const rows = queue.match(/<tr>\s*<td>/g) ?? [];
      expect(rows).to.have.length.greaterThan(0);
      expect(queue.match(/<span class="label">Due: <\/span/g)).to.have.length(rows.length);
      const view = (await claire.get(`/api/mobilities/${reference}`)).json;
      const sign = view.can.find((c: { type: string }) => c.type === 'sign');
      expect((await app.anybody.get(`/verify/${fields.revision}`, page)).status).to.equal(404);
      ok(await claire.act(reference, sign));
      await app.effects(reference);
      const verified = ok(await app.anybody.get(`/verify/${fields.revision}`, page)).text;
      expect(verified)
        .to.include('It is the current version')
        .and.include('University of Caen')
        .and.not.match(/Zélie|Quint|CAEN-2026/);
      for (const hash of ['0'.repeat(64), 'nonsense'])
        expect((await app.anybody.get(`/verify/${hash}`, page)).status).to.equal(404);
    });

    it('repeat the same act while it is not recorded, and keep what was typed when it could not be sent', async function () {
      this.timeout(20_000);
      const { reference, caller } = await app.student();
      await untilPartnerSigns(app, caller, reference);
      const partner = await app.partner({ reference, task: 'agreement-signatures', item: 'home' }, 'rui@porto.example');
      const real = app.send;
      const fields = { key: 'k-again', decision: 'decline', reason: 'Two\r\nlines & <more>' };
      const send = (headers = {}): Promise<Answer> =>
        partner.raw('POST', '/sign', new URLSearchParams(fields).toString(), {
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'text/html',
          ...headers,
        });
      const keyIn = ({ text }: Answer): string => /name="key" value="([^"]+)"/.exec(text)?.[1] ?? '';
      try {
        app.send = () => Promise.resolve({ kind: 'pending' });
        const pending = ok(await send(), 202);
        expect(pending.text).to.include('This is not yet recorded').and.include('Look again').and.not.include('?lang=');
        expect(pending.text).to.include('<blockquote>Two\r\nlines &amp; &lt;more&gt;</blockquote>');
        expect(keyIn(pending)).to.equal(fields.key);
        app.send = () => Promise.reject(new TemporalUnreachable('away'));
        const away = ok(await send({ 'accept-language': 'fr' }), 503);
        expect(away.headers.get('retry-after')).to.equal('5');
        expect(away.text).to.include('Vous avez écrit').and.include('Renvoyer').and.include('&lt;more&gt;');
        expect(keyIn(away)).to.equal(fields.key);
        app.send = () => Promise.resolve({ kind: 'refused', refusal: refuse('too-late') });
        const late = ok(await send(), 409);
        expect(late.text).to.include('Send it again').and.include('&lt;more&gt;');
        expect(keyIn(late)).to.match(/^[0-9a-f-]{36}$/);
      } finally {
        app.send = real;
      }
      expect((await send()).headers.get('location')).to.equal('/sign?done=declined');
    });

    it('let a partner decline with a reason, and sign people out', async function () {
      this.timeout(20_000);
      const { reference, caller } = await app.student();
      await untilPartnerSigns(app, caller, reference);
      const partner = await app.partner({ reference, task: 'agreement-signatures', item: 'home' }, 'rui@porto.example');
      // As long as the page lets it be, in letters that a browser sends as nine bytes each.
      const reason = `Wrong courses ${'語'.repeat(19_986)}`;
      const declined = await partner.raw(
        'POST',
        '/sign',
        new URLSearchParams({ key: 'k', decision: 'decline', reason }).toString(),
        { 'content-type': 'application/x-www-form-urlencoded' },
      );
      expect(declined.headers.get('location')).to.equal('/sign?done=declined');
      expect((await caller.get(`/mobilities/${reference}`, page)).text).to.include('Wrong courses');
      expect((await caller.raw('POST', '/sign-out', undefined)).headers.get('location')).to.equal('/');
      expect((await caller.get('/api/me')).json).to.include({ status: 401 });
    });
  });
});

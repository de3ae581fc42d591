import { expect } from 'chai';
import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { execute, select } from '../../../db/sql.ts';
import { startApi, type ApiProcess } from './api-process.ts';
import { beside } from './beside.ts';
import { requestText, say } from './wire.ts';

const MIB = 1024 * 1024;
const json = { 'content-type': 'application/json' };

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly text: string;
}

describe('hostile bodies', () => {
  let api: ApiProcess;
  let reference: string;
  let headers: Record<string, string>;

  before(async function () {
    this.timeout(90_000);
    api = await startApi({ UPLOAD_LIMIT_MIB: '1' });
    ({ reference, headers } = await api.student());
  });
  after(() => api.stop());

  const send = async (
    path: string,
    body: string | Uint8Array<ArrayBuffer> | FormData,
    more: Record<string, string> = json,
  ): Promise<Answer> => {
    const answer = await fetch(`${api.url}${path}`, {
      method: 'POST',
      headers: { ...headers, 'idempotency-key': 'k', ...more },
      body,
    });
    const text = await answer.text();
    const isProblem = answer.headers.get('content-type')?.startsWith('application/problem+json') === true;
    const { code } = isProblem ? (JSON.parse(text) as { code: string }) : { code: '' };
    return { status: answer.status, code, text };
  };
  const act = (body: string | Uint8Array<ArrayBuffer>, more: Record<string, string> = json): Promise<Answer> =>
    send(`/api/mobilities/${reference}/acts`, body, more);
  const message = (text: unknown): Promise<Answer> =>
    send(`/api/mobilities/${reference}/messages`, JSON.stringify({ text, audience: 'person' }));
  const documents = (): string => `/api/mobilities/${reference}/documents?task=papers&document=passport`;
  const many = (one: (i: number) => string, between: string, n = 100_000): string =>
    Array.from({ length: n }, (_, i) => one(i)).join(between);

  describe('of very many fields', () => {
    it('are refused as JSON, by their size or as unknown', async () => {
      await beside(api, async () => {
        expect(await act(`{${many((i) => `"f${i}":1`, ',')}}`)).to.include({ status: 413, code: 'too-large' });
        const some = await act(`{"type":"withdraw",${many((i) => `"f${i}":1`, ',', 5_000)}}`);
        expect(some).to.include({ status: 422, code: 'invalid-input' });
        expect(some.text.length).to.be.below(10_000);
      });
    });

    it('are refused as a form', async () => {
      await beside(api, async () => {
        const type = { 'content-type': 'application/x-www-form-urlencoded' };
        for (const body of [many((i) => `f${i}=1`, '&'), many((i) => `f${i}`, '&', 5_000), '&'.repeat(60_000)])
          expect((await send('/sign', body, type)).status).to.equal(413);
      });
    });

    it('are refused as multipart, as fields, files and headers of a part', async function () {
      this.timeout(60_000);
      const part = (name: string): string => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n1\r\n`;
      const file = (name: string): string =>
        `--x\r\nContent-Disposition: form-data; name="f"; filename="${name}"\r\n\r\n1\r\n`;
      const header = `--x\r\n${many((i) => `X-${i}: 1`, '\r\n')}\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n1\r\n`;
      const { grown } = await beside(api, async () => {
        for (const body of [many((i) => part(`f${i}`), ''), many((i) => file(`f${i}`), ''), header]) {
          const answer = await send(documents(), `${body}--x--\r\n`, {
            'content-type': 'multipart/form-data; boundary=x',
          });
          expect(answer.status, answer.text).to.equal(400);
        }
      });
      expect(grown / MIB).to.be.below(150);
      expect(await select(api.db, 'SELECT id FROM documents WHERE reference = ?', [reference])).to.deep.equal([]);
    });

    it('are refused in a query and in cookies', async () => {
      await beside(api, async () => {
        const query = many((i) => `f${i}`, '&', 2_000);
        const asked = await fetch(`${api.url}/api/institutions?${query}`);
        expect(asked.status).to.equal(422);
        expect((await asked.text()).length).to.be.below(10_000);
        const cookie = many((i) => `c${i}=1`, '; ', 100_000);
        expect(await say(api.port, requestText('GET /api/me', { Cookie: cookie }))).to.include({ status: 431 });
        const cookies = many((i) => `c${i}=`, '; ', 1_500);
        expect(await say(api.port, requestText('GET /api/me', { Cookie: cookies }))).to.include({ status: 401 });
      });
    });
  });

  describe('of JSON', () => {
    it('are refused when they are deep', async () => {
      await beside(api, async () => {
        const deep = (open: string, close: string, n = 10_000): string => open.repeat(n) + close.repeat(n);
        for (const body of [
          deep('[', ']'),
          `{"type":${deep('[', ']')}}`,
          deep('{"a":', '}').replace(':}', ':1}'),
          `{"type":"submit-form","answers":${deep('{"a":', '}').replace(':}', ':1}')}}`.slice(0, 60_000),
        ])
          expect((await act(body)).status).to.be.oneOf([400, 413, 422]);
        expect(await act(`{"type":"x","a":${deep('[', ']', 1_000)}}`)).to.include({ status: 422, code: 'too-deep' });
      });
    });

    it('are refused when they would change what objects are', async () => {
      for (const body of [
        '{"type":"withdraw","__proto__":{"admin":true}}',
        '{"__proto__":{"type":"withdraw"}}',
        '{"type":"submit-form","task":"details","answers":{"__proto__":{"x":1}}}',
        '{"type":"withdraw","constructor":{"prototype":{"admin":true}}}',
        '{"type":"constructor"}',
        '{"type":"submit-form","task":"__proto__","answers":{}}',
        '{"type":"submit-form","task":"constructor","answers":{}}',
        '{"type":"submit-form","task":"details","answers":{"constructor":"x","toString":"y","hasOwnProperty":"z"}}',
      ])
        expect((await act(body)).status, body).to.be.oneOf([404, 409, 422]);
      const query = await fetch(`${api.url}/api/institutions?__proto__[admin]=1&constructor=1`);
      expect(query.status).to.equal(422);
      for (const task of ['__proto__', 'constructor', 'toString'])
        expect(
          (await send(`/api/mobilities/${reference}/documents?task=${task}&document=passport`, new FormData(), {}))
            .status,
        ).to.be.oneOf([404, 409, 422]);
    });

    it('are refused where a number, a list or nothing stands for a text', async () => {
      for (const value of ['1e999', '-1e999', '9'.repeat(5_000), '0.1', '[]', '{}', 'null', 'true', '["withdraw"]'])
        expect((await act(`{"type":${value}}`)).status, value).to.equal(422);
      for (const value of ['1e999', '9'.repeat(400), '-1', '0.5', '"1"', '9007199254740993', 'null']) {
        const answer = await fetch(`${api.url}/api/mobilities/${reference}/drafts/details`, {
          method: 'PUT',
          headers: { ...headers, ...json },
          body: `{"version":${value},"body":{}}`,
        });
        expect(answer.status, value).to.be.oneOf([409, 422]);
      }
      for (const limit of ['1e9', 'Infinity', 'NaN', '0x10', '-1', '99999999999999999999', '1.5', ''])
        expect((await fetch(`${api.url}/api/catalogue/courses?institution=caen&limit=${limit}`)).status).to.equal(
          limit === '0x10' ? 200 : 422,
        );
    });

    it('count the last of two equal keys, and ask whether that one is right', async () => {
      expect((await act('{"type":"withdraw","type":"nothing"}')).status).to.equal(422);
      expect((await act('{"type":"withdraw","reason":"x","reason":5}')).status).to.equal(422);
    });

    it('are refused when they are cut, empty or something else', async () => {
      for (const body of ['', ' ', '{', '{"type":', '{"type":"withdraw"}}', 'null', '"x"', '1', 'undefined', "{'a':1}"])
        expect((await act(body)).status, body).to.be.oneOf([400, 422]);
      for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'application/jsonx',
        'json',
        '',
        'application/json, text/plain',
        'x'.repeat(5_000),
      ])
        expect((await act('{"type":"withdraw"}', { 'content-type': type })).status, type).to.equal(415);
    });
  });

  describe('in the wrong encoding', () => {
    const body = '{"type":"withdraw","reason":"Zoë"}';
    const latin1 = Buffer.from(body, 'latin1');
    const utf16 = Buffer.from(`\ufeff${body}`, 'utf16le');

    it('are refused, declared or not', async () => {
      for (const [bytes, type, status] of [
        [latin1, 'application/json', 415],
        [latin1, 'application/json; charset=utf-8', 415],
        [latin1, 'application/json; charset=iso-8859-1', 415],
        [utf16, 'application/json; charset=utf-16', 415],
        [utf16, 'application/json; charset=utf-16le', 415],
        [utf16, 'application/json', 415],
        [Buffer.from('+AHs-', 'latin1'), 'application/json; charset=utf-7', 415],
        [Buffer.from(body), 'application/json; charset=utf-32', 415],
        [Buffer.from(body), 'application/json; charset=nothing', 415],
        [Buffer.from([0xc0, 0xaf]), 'application/json', 415],
        [Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'application/json', 415],
        [Buffer.from([0xff, 0xfe, 0xfd]), 'application/json', 415],
      ] as const) {
        const answer = await act(Uint8Array.from(bytes), { 'content-type': type });
        expect(answer, `${type} ${bytes.toString('hex')}`).to.include({ status, code: 'unsupported-charset' });
      }
      const form = { 'content-type': 'application/x-www-form-urlencoded' };
      expect(await send('/sign', Uint8Array.from(latin1), form)).to.include({ status: 415 });
      expect(
        await send('/sign', 'reason=%A4', { 'content-type': `${form['content-type']}; charset=iso-8859-1` }),
      ).to.include({ status: 415 });
    });

    it('are refused with half a character, and taken with a mark of their order', async () => {
      expect(await act('{"type":"withdraw","reason":"\\ud800"}')).to.include({ status: 422 });
      expect(await act(`\ufeff{"type":"nothing"}`)).to.include({ status: 422, code: 'invalid-input' });
    });

    it('with signs that are no text do no harm', async () => {
      await execute(api.db, 'DELETE FROM messages WHERE reference = ?', [reference]);
      for (const text of [
        '\u0000',
        'a\u0000b',
        '\u202e\u200b',
        '\ufffe',
        '\u{1f600}'.repeat(2_000),
        '=1+1',
        '\r\n.\r\n',
      ])
        expect((await message(text)).status, JSON.stringify(text)).to.be.oneOf([200, 201, 422]);
      const view = await fetch(`${api.url}/mobilities/${reference}`, { headers: { ...headers, accept: 'text/html' } });
      expect(view.status).to.equal(200);
    });
  });

  describe('of lists', () => {
    it('are refused or reported line by line, however they are made', async function () {
      this.timeout(120_000);
      const staff = { ...(await api.signIn('caen-ines')), 'content-type': 'text/csv' };
      const size = 900_000;
      const { grown } = await beside(api, async () => {
        for (const list of [
          ','.repeat(size),
          `firstname,lastname,email\n${'"'.repeat(size)}`,
          `firstname,lastname,email\n"${'a,\n'.repeat(size / 3)}`,
          `firstname,lastname,email\n${'\n'.repeat(size)}`,
          `firstname,lastname,email\n${'a,b,c\n'.repeat(size / 6)}`,
          `firstname,lastname,email\n${'=cmd(),b,a@b.example\n'.repeat(100)}`,
          `${'firstname,'.repeat(size / 10)}\n`,
          '\u0000'.repeat(size),
          '__proto__,constructor,email\na,b,c',
        ]) {
          const answer = await fetch(`${api.url}/api/nominations/import?procedure=erasmus-study&dryRun=true`, {
            method: 'POST',
            headers: staff,
            body: list,
          });
          expect(answer.status, list.slice(0, 40)).to.be.oneOf([200, 422]);
        }
      });
      expect(grown / MIB).to.be.below(250);
    });
  });

  describe('compressed', () => {
    const bomb = Buffer.alloc(200 * MIB, ' ');

    it('are limited by what they unfold to', async function () {
      this.timeout(60_000);
      const packed = {
        gzip: Uint8Array.from(gzipSync(bomb, { level: 9 })),
        deflate: Uint8Array.from(deflateSync(bomb, { level: 9 })),
        br: Uint8Array.from(brotliCompressSync(bomb, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })),
        zstd: Uint8Array.from(zstdCompressSync(bomb)),
      };
      const { grown } = await beside(api, async () => {
        for (let round = 0; round < 10; round += 1)
          for (const [coding, body] of Object.entries(packed)) {
            const more = { ...json, 'content-encoding': coding };
            expect(await act(body, more), coding).to.include({ status: 413, code: 'too-large' });
            expect((await send('/api/links', body, more)).status).to.equal(413);
          }
      });
      expect(grown / MIB).to.be.below(80);
    });

    it('are refused when they are not what they say, or packed in an unknown way', async () => {
      const more = (coding: string): Record<string, string> => ({ ...json, 'content-encoding': coding });
      expect((await act('{"type":"withdraw"}', more('gzip'))).status).to.equal(400);
      const whole = gzipSync('{"type":"withdraw"}');
      expect((await act(Uint8Array.from(whole.subarray(0, 15)), more('gzip'))).status).to.equal(400);
      for (const coding of ['compress', 'gzip, gzip', 'x', 'identity, gzip'])
        expect((await act('{}', more(coding))).status, coding).to.equal(415);
    });

    it('count as they are where a file is sent', async () => {
      const data = new FormData();
      data.append('file', new Blob([Uint8Array.from(gzipSync(bomb))]), 'bomb.gz');
      expect((await send(documents(), data, {})).status).to.equal(201);
      const answer = await send(documents(), 'x', {
        'content-type': 'multipart/form-data; boundary=x',
        'content-encoding': 'gzip',
      });
      expect(answer.status).to.be.oneOf([400, 415]);
    });
  });
});

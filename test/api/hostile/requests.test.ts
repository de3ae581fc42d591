import { expect } from 'chai';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../dev/local.ts';
import { startApi, type ApiProcess } from './api-process.ts';
import { beside } from './beside.ts';
import { openWire, requestText, say, type Heard } from './wire.ts';

const MIB = 1024 * 1024;

describe('hostile requests', () => {
  let api: ApiProcess;
  let reference: string;
  let headers: Record<string, string>;
  before(async function () {
    this.timeout(90_000);
    api = await startApi();
    ({ reference, headers } = await api.student());
  });
  after(() => api.stop());

  const ask = (line: string, more: Record<string, string> = {}, body?: string): Promise<Heard> =>
    say(api.port, requestText(line, more, body));

  it('with floods of headers or an endless address are refused in words', async () => {
    const { grown } = await beside(api, async () => {
      const flood = Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`a${i}`, '']));
      const few = Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`a${i}`, '']));
      for (const heard of [
        await ask('GET /api/health', { 'X-Long': 'x'.repeat(100_000) }),
        await ask('GET /api/health', flood),
        await ask('GET /api/health', few),
        await ask('GET /api/health', { ['x'.repeat(50_000)]: '1' }),
        await ask(`GET /${'x'.repeat(20_000)}`),
        await ask(`GET /api/institutions?${'x'.repeat(1_000_000)}`),
      ]) {
        expect(heard.status).to.equal(431);
        expect(heard.closed).to.equal(true);
        expect(heard.headers['content-type']).to.match(/^application\/problem\+json/);
        expect(heard.headers['content-security-policy']).to.include("default-src 'none'");
        expect(JSON.parse(heard.body)).to.include({ status: 431, code: 'headers-too-large' });
      }
      const wire = await openWire(api.port);
      wire.write('GET /api/health HTTP/1.1\r\nHost: smile.test\r\n');
      for (let i = 0; i < 500; i += 1) wire.write(`a${i}: ${'x'.repeat(10_000)}\r\n`);
      expect((await wire.heard()).closed).to.equal(true);
    });
    expect(grown / MIB).to.be.below(60);
  });

  it('that are no HTTP are refused, and the connection ends', async () => {
    await beside(api, async () => {
      for (const bytes of [
        'nonsense\r\n\r\n',
        '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
        'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
        'GET / HTTP/9.9\r\nHost: x\r\n\r\n',
        'GET\u0000/ HTTP/1.1\r\nHost: x\r\n\r\n',
        'G\u00cbT / HTTP/1.1\r\nHost: x\r\n\r\n',
        'GET / HTTP/1.1\r\nHost: x\r\nBad Name: 1\r\n\r\n',
        'GET / HTTP/1.1\r\nHost: x\r\n: 1\r\n\r\n',
        'GET / HTTP/1.1\r\nHost: x\r\nX: a\u0000b\r\n\r\n',
        'GET / HTTP/1.1\nHost: x\n\n',
        'GET /\u0000 HTTP/1.1\r\nHost: x\r\n\r\n',
        'GET / HTTP/1.1\r\nHost: x\r\nX: 1\r\n folded\r\nContent-Length: -1\r\n\r\n',
        'HELO example.org\r\n\r\n',
      ]) {
        const heard = await say(api.port, bytes);
        expect(heard.status, JSON.stringify(bytes)).to.equal(400);
        expect(heard.closed, JSON.stringify(bytes)).to.equal(true);
        expect(heard.body).to.include('"code":"not-http"');
        expect(heard.headers['x-content-type-options']).to.equal('nosniff');
      }
    });
  });

  it('that lie about their length, or say it twice, are refused before anything of them is a second request', async () => {
    const inner = `GET /api/me HTTP/1.1\r\nHost: smile.test\r\nX: `;
    const post = (lines: readonly string[], body: string): string =>
      ['POST /api/links HTTP/1.1', 'Host: smile.test', 'Content-Type: application/json', ...lines, '', body].join(
        '\r\n',
      );
    await beside(api, async () => {
      for (const [lines, body] of [
        [['Content-Length: 4', 'Transfer-Encoding: chunked'], `0\r\n\r\n${inner}`],
        [['Transfer-Encoding: chunked', 'Content-Length: 4'], `5c\r\n${inner}\r\n0\r\n\r\n`],
        [['Content-Length: 4', 'Content-Length: 5'], `{}  ${inner}`],
        [['Content-Length: 4, 5'], `{}  ${inner}`],
        [['Content-Length: +4'], `{}  ${inner}`],
        [['Content-Length: 0x4'], `{}  ${inner}`],
        [['Content-Length: 4 4'], `{}  ${inner}`],
        [['Content-Length: 99999999999999999999999999'], '{}'],
        [['Content-Length : 4'], `{}  ${inner}`],
        [['Transfer-Encoding: xchunked'], `0\r\n\r\n${inner}`],
        [['Transfer-Encoding: chunked, identity'], `0\r\n\r\n${inner}`],
        [['Transfer-Encoding: chunked', 'Transfer-Encoding: x'], `0\r\n\r\n${inner}`],
        [['Transfer-Encoding : chunked'], `0\r\n\r\n${inner}`],
        [['Transfer-Encoding: \u000bchunked'], `0\r\n\r\n${inner}`],
        [[' Transfer-Encoding: chunked'], `0\r\n\r\n${inner}`],
        [['Transfer-Encoding: chunked'], `zz\r\n${inner}`],
        [['Transfer-Encoding: chunked'], `2;${'x'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`],
        [['Transfer-Encoding: chunked'], `2\r\n{}XX0\r\n\r\n${inner}`],
        [['Transfer-Encoding: chunked'], `-2\r\n{}\r\n0\r\n\r\n`],
        [['Transfer-Encoding: chunked'], `ffffffffffffffffff\r\n{}\r\n0\r\n\r\n`],
      ] as const) {
        const heard = await say(api.port, post(lines, body));
        const what = JSON.stringify(lines);
        expect(heard.closed, what).to.equal(true);
        expect(heard.text.match(/HTTP\/1\.1 /g) ?? [], what).to.have.length.at.most(1);
        expect(heard.status === 0 || (heard.status >= 400 && heard.status < 500), `${what} ${heard.status}`).to.equal(
          true,
        );
      }
    });
  });

  it('shorter than they say are waited for, and gone at once when the client is', async () => {
    const COUNT = 200;
    /** The honest client's, and what it needs of files. */
    const OTHERS = 20;
    const before = api.descriptors();
    await beside(api, async () => {
      const wires = await Promise.all(Array.from({ length: COUNT }, () => openWire(api.port)));
      for (const wire of wires)
        wire.write(
          requestText('POST /api/links', { 'Content-Type': 'application/json', 'Content-Length': '50' }) + '{',
        );
      await sleep(500);
      expect(wires.filter(({ socket }) => socket.closed || socket.bytesRead > 0)).to.have.length(0);
      expect(api.descriptors()).to.be.at.least(before + COUNT - OTHERS);
      for (const { socket } of wires) socket.destroy();
      await until('all are gone', () => api.descriptors() <= before + OTHERS, 5_000);
    });
  });

  it('ten at once on one connection, and thousands, are answered one by one', async function () {
    this.timeout(60_000);
    const { grown } = await beside(api, async () => {
      const one = requestText('GET /favicon.ico', { Connection: 'keep-alive' });
      const wire = await openWire(api.port);
      wire.write(one.repeat(4_999) + requestText('GET /api/institutions'));
      const heard = await wire.heard(30_000);
      expect(heard.text.match(/HTTP\/1\.1 204/g)).to.have.length(4_999);
      expect(heard.text.match(/HTTP\/1\.1 200/g)).to.have.length(1);
      expect(heard.text.lastIndexOf('HTTP/1.1 200')).to.be.greaterThan(heard.text.lastIndexOf('HTTP/1.1 204'));
      // Whoever does not read their answers is not given memory for them.
      const deaf = connect({ port: api.port, host: '127.0.0.1' });
      deaf.on('error', () => undefined);
      deaf.pause();
      deaf.write(requestText('GET /style.css', { Connection: 'keep-alive' }).repeat(20_000));
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      deaf.destroy();
    });
    expect(grown / MIB).to.be.below(120);
  });

  it('for another protocol are answered as what they are, or not at all', async () => {
    const socket = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Version': '13',
    };
    expect((await say(api.port, requestText('GET /api/me', socket), 2_000)).status).to.equal(401);
    const h2c = { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABkAARAAAAAAAIAAAAA' };
    expect((await say(api.port, requestText('GET /api/me', h2c), 2_000)).status).to.equal(401);
    expect(await ask('CONNECT evil.example:443')).to.include({ status: 0, closed: true });
    expect(await ask('POST /api/links', { Expect: 'the unexpected' }, '{}')).to.include({ status: 417 });
    expect((await ask('POST /api/links', { Expect: '100-continue', 'Content-Type': 'application/json' }, '{}')).text)
      .to.match(/^HTTP\/1\.1 100 Continue/)
      .and.include(' 422 ');
  });

  it('by other methods than there are do nothing', async () => {
    const path = `/api/mobilities/${reference}/acts`;
    for (const method of ['TRACE', 'DELETE', 'PATCH', 'PUT', 'PROPFIND', 'COPY', 'PURGE', 'LINK']) {
      const heard = await ask(`${method} ${path}`, { ...headers, 'X-Secret': 'echoed' });
      expect(heard.status, method).to.equal(405);
      expect(heard.body).to.not.include('echoed');
      expect((await ask(`${method} /me`, headers)).status, method).to.be.oneOf([404, 405]);
    }
    for (const name of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override', '_method'])
      expect((await ask('GET /api/session/logout', { ...headers, [name]: 'POST' })).status, name).to.equal(405);
    expect((await ask('POST /api/me?_method=GET', headers)).status).to.equal(405);
    expect((await ask('OPTIONS /api/me', { Origin: 'https://evil.example' })).headers).to.not.have.any.keys(
      'access-control-allow-origin',
      'access-control-allow-methods',
    );
    expect((await ask('HEAD /api/institutions')).body).to.equal('');
  });

  it('with paths that lead elsewhere, or are broken, find nothing', async () => {
    const { id } = await upload();
    await beside(api, async () => {
      for (const path of [
        '/../../etc/passwd',
        '/..%2f..%2fetc%2fpasswd',
        '/%2e%2e/%2e%2e/package.json',
        '/style.css/../../package.json',
        '/style.css%00.html',
        '/style.css/..%2f..%2fapp.ts',
        '/api/openapi.json/../main.ts',
        '/link.js/..%5c..%5capp.ts',
        '//evil.example/api/me',
        '/\\evil.example',
        '/api//me',
        '/verify/..%2f..%2fme',
        '/%',
        '/%zz',
        '/%c0%ae%c0%ae/',
        '/%ff',
        '/mobilities/%00',
        '/mobilities/%0d%0aSet-Cookie:%20smile=x',
        '/mobilities/%E0%A4%A',
        '/api/mobilities/%2e%2e%2f%2e%2e/documents/x',
        `/api/mobilities/${reference}/documents/..%2f..%2fkeys%2fmaster.key`,
        `/api/mobilities/${reference}/documents/${id}%00.jpg`,
        `/api/mobilities/${reference}/documents/${id}%2f..`,
        `/api/mobilities/${reference}%0d%0a/documents/${id}`,
        `/api/mobilities/${reference}/drafts/..%2f..`,
        `/api/commands/${'0'.repeat(64)}?reference=..%2f&key=%00`,
        '/login/..%2f..?institution=caen',
        '/login/constructor?institution=caen',
        '/login/__proto__?institution=caen',
      ]) {
        const heard = await ask(`GET ${path}`, headers);
        expect(heard.status, path).to.be.oneOf([303, 400, 404, 422]);
        expect(heard.text, path).to.not.match(/root:|"scripts"|import |set-cookie: smile=x/i);
        if (heard.status === 303) expect(heard.headers['location'], path).to.match(/^\/(?!\/)/);
      }
    });
  });

  it('with line ends, null bytes and wrong codings in their parameters are refused or harmless', async () => {
    await beside(api, async () => {
      for (const value of [
        '%00',
        '%0d%0aX-Evil:1',
        '%ff%fe',
        '%',
        '%zz',
        '%u0041',
        '%F0%9F',
        'x'.repeat(2_001),
        '%2e%2e%2f',
      ])
        for (const path of [
          `/api/catalogue/courses?institution=${value}`,
          `/api/catalogue/courses?institution=caen&after=${value}`,
          `/login/local?institution=${value}`,
          `/login/local?institution=caen&next=${value}`,
          `/login/callback?state=${value}&code=x`,
        ]) {
          const heard = await ask(`GET ${path}`);
          expect(heard.status, path).to.be.oneOf([400, 404, 422]);
          expect(heard.headers).to.not.have.property('x-evil');
        }
      for (const value of [
        '%00',
        '%0d%0aX-Evil:1',
        '%ff%fe',
        '%',
        '%25',
        '_',
        '%5c',
        "'",
        '"%20OR%201=1',
        '%F0%9F%98%80',
      ]) {
        const heard = await ask(`GET /api/catalogue/courses?institution=caen&q=${value}`);
        expect(heard.status, value).to.be.oneOf([200, 422]);
        for (const path of ['/', '/me', '/sign'])
          expect((await ask(`GET ${path}?lang=${value}&next=${value}&done=${value}`)).status).to.be.oneOf([200, 303]);
      }
      // The same parameter twice is a list, and no text.
      for (const path of [
        '/api/catalogue/courses?institution=caen&institution=x',
        '/login/local?institution=caen&next=/me&next=/x',
      ])
        expect((await ask(`GET ${path}`)).status, path).to.equal(422);
      expect((await ask('GET /login/callback?state=a&state=b')).status).to.equal(400);
      expect((await ask('GET /?lang=fr&lang=en&next=/a&next=/b')).status).to.equal(200);
    });
  });

  it('for parts of an answer get all of it', async () => {
    for (const range of ['bytes=0-1', 'bytes=0-0,1-1,2-2', `bytes=${'0-,'.repeat(2_000)}0-`, 'bytes=-9', 'lines=1-2']) {
      const heard = await ask('GET /style.css', { Range: range });
      expect(heard.status, range.slice(0, 30)).to.equal(200);
      expect(heard.text).to.not.include('multipart/byteranges');
    }
  });

  it('that name another host change no address that we give', async () => {
    for (const more of [
      { Host: 'evil.example' },
      { Host: 'evil.example:80', 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https' },
      {
        Host: 'smile.test',
        Forwarded: 'host=evil.example;proto=https',
        'X-Original-URL': '/me',
        'X-Rewrite-URL': '/me',
      },
    ])
      for (const line of [
        'GET /',
        'GET /me',
        'GET /api/openapi.json',
        'GET /nothing',
        'GET /api/nothing',
        'GET http://evil.example/me',
      ])
        expect((await ask(line, { Accept: 'text/html', ...more })).text, line).to.not.include('evil');
    for (const hosts of ['', 'Host: a\r\nHost: b\r\n', 'Host: a\r\nhost: a\r\n']) {
      const heard = await say(api.port, `GET /api/institutions HTTP/1.1\r\nConnection: close\r\n${hosts}\r\n`);
      expect(heard.status, hosts).to.equal(400);
      expect(heard.body).to.include('"code":"not-http"');
    }
  });

  async function upload(): Promise<{ id: string }> {
    const data = new FormData();
    data.append('file', new Blob(['x']), 'a.jpg');
    const path = `${api.url}/api/mobilities/${reference}/documents?task=papers&document=passport`;
    const answer = await fetch(path, { method: 'POST', headers, body: data });
    expect(answer.status).to.equal(201);
    return (await answer.json()) as { id: string };
  }
});

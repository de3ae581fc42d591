import { expect } from 'chai';
import { setTimeout as sleep } from 'node:timers/promises';
import { readdir } from 'node:fs/promises';
import { SERVER_LIMITS } from '../../../api/server/limits.ts';
import { forEachDatabase } from '../../support/database.ts';
import { until } from '../../dev/local.ts';
import { startApplication, type Application } from '../support/application.ts';
import { startApi, type ApiProcess } from './api-process.ts';
import { beside } from './beside.ts';
import { openWire, requestText, type Wire } from './wire.ts';

const MIB = 1024 * 1024;

/** Sends a byte now and then until the connection ends, and gives what was heard. */
async function drip(wire: Wire, bytes: string, everyMs: number, withinMs: number): ReturnType<Wire['heard']> {
  let at = 0;
  const timer = setInterval(() => {
    wire.write(bytes[at % bytes.length] ?? 'x');
    at += 1;
  }, everyMs);
  try {
    return await wire.heard(withinMs);
  } finally {
    clearInterval(timer);
  }
}

describe('slow clients', () => {
  let api: ApiProcess;
  before(async function () {
    this.timeout(90_000);
    api = await startApi();
  });
  after(() => api.stop());

  it('have ten seconds for their headers, byte by byte or silent, two thousand at once', async function () {
    this.timeout(90_000);
    const { grown } = await beside(api, async () => {
      const silent = await Promise.all(Array.from({ length: 1_000 }, () => openWire(api.port)));
      const dripping = await Promise.all(Array.from({ length: 1_000 }, () => openWire(api.port)));
      const heard = await Promise.all([
        ...silent.map((wire) => wire.heard(40_000)),
        ...dripping.map((wire) => {
          wire.write('GET /api/health HTTP/1.1\r\nHost: smile.test\r\nX-');
          return drip(wire, 'a', 1_000, 40_000);
        }),
      ]);
      expect(heard.filter(({ closed }) => !closed)).to.have.length(0);
      expect(Math.max(...heard.map(({ ms }) => ms))).to.be.below(30_000);
      const last = heard.at(-1);
      expect(last?.status).to.equal(408);
      expect(last?.body).to.include('"code":"too-slow"').and.include("Rien n'a été fait");
      expect(last?.headers['content-security-policy']).to.include("default-src 'none'");
    });
    expect(grown / MIB).to.be.below(150);
  });

  it('have thirty seconds for a body of JSON or a form', async function () {
    this.timeout(90_000);
    await beside(api, async () => {
      const begin = async (type: string, path: string): Promise<Wire> => {
        const wire = await openWire(api.port);
        wire.write(requestText(`POST ${path}`, { 'Content-Type': type, 'Content-Length': '60000' }));
        return wire;
      };
      const wires = await Promise.all([
        ...Array.from({ length: 100 }, () => begin('application/json', '/api/links/request')),
        ...Array.from({ length: 100 }, () => begin('application/x-www-form-urlencoded', '/sign')),
      ]);
      const heard = await Promise.all(wires.map((wire) => drip(wire, ' ', 500, 60_000)));
      expect([...new Set(heard.map(({ status, closed }) => `${status} ${closed}`))]).to.deep.equal(['408 true']);
      expect(Math.max(...heard.map(({ ms }) => ms))).to.be.within(29_000, 50_000);
      expect(heard[0]?.body).to.include('"code":"too-slow"');
    });
  });

  it('are cut off when they go on sending after their answer', async function () {
    this.timeout(90_000);
    const { grown } = await beside(api, async () => {
      const endless = async (headers: Record<string, string>, path: string): ReturnType<Wire['heard']> => {
        const wire = await openWire(api.port);
        wire.write(
          requestText(`POST ${path}`, { 'Transfer-Encoding': 'chunked', Connection: 'keep-alive', ...headers }),
        );
        const piece = `10000\r\n${'x'.repeat(65_536)}\r\n`;
        let open = true;
        wire.socket.once('close', () => (open = false));
        const pour = async (): Promise<void> => {
          while (open) {
            if (wire.socket.writableLength < MIB) wire.write(piece);
            await sleep(10);
          }
        };
        const pouring = pour();
        const heard = await wire.heard(60_000);
        open = false;
        await pouring;
        return heard;
      };
      const heard = await Promise.all([
        endless({ 'Content-Type': 'application/json' }, '/api/nothing'),
        endless({ 'Content-Type': 'multipart/form-data; boundary=x' }, '/api/mobilities/CAEN-2026-000001/documents'),
        endless({ 'Content-Type': 'text/csv' }, '/api/nominations/import?procedure=erasmus-study'),
      ]);
      expect(heard.map(({ status, closed }) => [status, closed])).to.deep.equal([
        [404, true],
        [422, true],
        [401, true],
      ]);
      expect(Math.max(...heard.map(({ ms }) => ms))).to.be.within(29_000, 50_000);
    });
    expect(grown / MIB).to.be.below(100);
  });

  it('may keep thousands of connections open without a request, for a few seconds each', async function () {
    this.timeout(60_000);
    const { grown } = await beside(api, async () => {
      const wires = await Promise.all(Array.from({ length: 3_000 }, () => openWire(api.port)));
      for (const wire of wires) wire.write(requestText('GET /favicon.ico', { Connection: 'keep-alive' }));
      const heard = await Promise.all(wires.map((wire) => wire.heard(40_000)));
      expect(heard.filter(({ status, closed }) => status !== 204 || !closed)).to.have.length(0);
    });
    expect(grown / MIB).to.be.below(200);
  });
});

describe('a slow upload', () => {
  forEachDatabase((kind, database) => {
    if (kind !== 'sqlite') return;
    let app: Application;
    before(async () => {
      app = await startApplication(database.db(), { limits: { requestMs: 2_000, headersMs: 1_000, lookMs: 200 } });
    });
    after(() => app.stop());

    it('is cut off at its time (here two seconds, else five minutes), and nothing of it is kept', async function () {
      this.timeout(30_000);
      expect(SERVER_LIMITS.requestMs).to.equal(300_000);
      const { reference, caller } = await app.student();
      const wire = await openWire(Number(new URL(app.url).port));
      const { cookie = '', ...headers } = caller.headers;
      wire.write(
        requestText(`POST /api/mobilities/${reference}/documents?task=papers&document=passport`, {
          ...headers,
          Cookie: cookie,
          'Content-Type': 'multipart/form-data; boundary=x',
          'Content-Length': '100000',
        }) + '--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n',
      );
      const heard = await drip(wire, 'x', 100, 20_000);
      expect(heard.closed).to.equal(true);
      expect(heard.ms).to.be.within(1_500, 10_000);
      await until('nothing is kept', async () => {
        const files = await readdir(app.storeFolder, { recursive: true, withFileTypes: true }).catch(() => []);
        return !files.some((file) => file.isFile());
      });
      expect(app.logged.filter((line) => /"level":[56]0/.test(line))).to.deep.equal([]);
      expect((await caller.get('/api/me')).status).to.equal(200);
    });
  });
});

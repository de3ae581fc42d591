import { expect } from 'chai';
import { defaultPayloadConverter } from '@temporalio/common';
import { inTransaction } from '../../db/connect.ts';
import { randomKey } from '../../db/crypto.ts';
import { makeKeys } from '../../db/keys.ts';
import { payloadCodec } from '../../db/payload-codec.ts';
import { execute } from '../../db/sql.ts';
import { forEachDatabase } from '../support/database.ts';

describe('the payload codec', () => {
  forEachDatabase((_kind, database) => {
    const context = (reference: string) =>
      ({ type: 'workflow', namespace: 'default', workflowId: `mobility:caen:${reference}` }) as const;
    const master = randomKey();

    it('encrypts what belongs to a mobility, and reads it without being told which one', async () => {
      const keys = makeKeys(master);
      await inTransaction(database.db(), (tx) => keys.dataKey(tx, 'CAEN-2026-000801'));
      const codec = payloadCodec(database.db(), keys);
      const plain = [
        defaultPayloadConverter.toPayload({ name: 'Ana Silva' }),
        defaultPayloadConverter.toPayload(undefined),
      ];
      const sealed = await codec.encode(plain, context('CAEN-2026-000801'));
      expect(JSON.stringify(sealed.map((p) => Buffer.from(p.data ?? []).toString('latin1')))).to.not.include('Silva');
      const opened = await codec.decode(sealed);
      expect(opened.map((p) => defaultPayloadConverter.fromPayload(p))).to.deep.equal([
        { name: 'Ana Silva' },
        undefined,
      ]);
    });

    it('lets pass what belongs to none', async () => {
      const codec = payloadCodec(database.db(), makeKeys(master));
      const plain = [defaultPayloadConverter.toPayload('x')];
      expect(await codec.encode(plain)).to.deep.equal(plain);
      expect(await codec.decode(plain)).to.deep.equal(plain);
    });

    it('says only that the key is unavailable once it is destroyed', async () => {
      const keys = makeKeys(master);
      await inTransaction(database.db(), (tx) => keys.dataKey(tx, 'CAEN-2026-000802'));
      const codec = payloadCodec(database.db(), keys);
      const sealed = await codec.encode([defaultPayloadConverter.toPayload('secret')], context('CAEN-2026-000802'));
      await execute(database.db(), 'DELETE FROM data_keys WHERE reference = ?', ['CAEN-2026-000802']);
      keys.forget('CAEN-2026-000802');
      const error: unknown = await codec.decode(sealed).catch((e: unknown) => e);
      expect(error).to.include({ name: 'KeyUnavailable', code: 'key-unavailable' });
    });

    it('does not read what was moved to another mobility', async () => {
      const keys = makeKeys(master);
      for (const reference of ['CAEN-2026-000803', 'CAEN-2026-000804'])
        await inTransaction(database.db(), (tx) => keys.dataKey(tx, reference));
      const codec = payloadCodec(database.db(), keys);
      const [sealed] = await codec.encode([defaultPayloadConverter.toPayload('secret')], context('CAEN-2026-000803'));
      const moved = {
        ...sealed,
        metadata: { ...sealed?.metadata, reference: new TextEncoder().encode('CAEN-2026-000804') },
      };
      expect(await codec.decode([moved]).catch((e: unknown) => e)).to.include({ code: 'key-unavailable' });
    });
  });
});

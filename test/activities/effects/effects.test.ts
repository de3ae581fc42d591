import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import sharp from 'sharp';
import { folderStore } from '../../../activities/documents/folder-store.ts';
import type { EffectDeps } from '../../../activities/effects/deps.ts';
import { perform } from '../../../activities/effects/index.ts';
import { makeSealIdentity } from '../../../activities/seal/identity.ts';
import { verifySeal } from '../../../activities/seal/verify.ts';
import { randomKey } from '../../../db/crypto.ts';
import { makeKeys } from '../../../db/keys.ts';
import { insertReceived } from '../../../db/queries/documents.ts';
import { commit } from '../../../db/records/commit.ts';
import { readMobility } from '../../../db/records/read.ts';
import { selectOne } from '../../../db/sql.ts';
import type { Actor } from '../../../domain/authority/actor.ts';
import type { Act, Command, Facts } from '../../../domain/mobility/commands.ts';
import { decide } from '../../../domain/mobility/decide.ts';
import type { Mobility } from '../../../domain/mobility/state.ts';
import { isRefusal } from '../../../domain/refusal.ts';
import { forEachDatabase } from '../../support/database.ts';
import { applyExample } from '../../support/institutions.ts';
import { courses } from '../../support/journey.ts';
import { birthOf, command, coordinator, officer, partner, student, system } from '../../support/mobility.ts';
import { exampleProcedure } from '../../support/procedures.ts';
import { freshReference, unborn } from '../../support/records.ts';
import { jpegWithPosition, scriptedPdf } from '../../support/samples.ts';

const procedure = exampleProcedure('caen', 'erasmus-study');
const NOW = '2026-03-02T10:00:00.000Z';

describe('effects', function () {
  this.timeout(30_000);
  forEachDatabase((kind, database) => {
    const keys = makeKeys(randomKey());
    let folder: string;
    let deps: EffectDeps;
    let reference: string;

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), `smile-effects-${kind}-`));
      await applyExample(database.db(), 'caen');
      deps = {
        db: database.db(),
        keys,
        store: folderStore(folder),
        seal: await makeSealIdentity({ institution: 'University of Caen', at: NOW }),
        url: 'https://smile.example',
        clamdAddress: null,
        tsaUrl: null,
        uploadLimit: 15 * 1024 * 1024,
        now: () => new Date(NOW),
      };
    });
    after(() => rm(folder, { recursive: true, force: true }));
    beforeEach(async () => {
      reference = freshReference();
      await accepted(await unborn(database.db(), keys, reference, procedure, birthOf(procedure)));
    });

    const state = async (): Promise<Mobility> => {
      const found = await readMobility(database.db(), keys, reference);
      if (found?.state == null) throw new Error('not born');
      return found.state;
    };
    async function accepted(sent: Command): Promise<void> {
      const found = await readMobility(database.db(), keys, reference);
      if (found === undefined) throw new Error('not there');
      const decided = decide(procedure, found.state, sent, NOW);
      if (isRefusal(decided)) throw new Error(`${sent.act.type}: ${decided.code}`);
      const { id, bodyHash } = sent;
      const done = await commit(database.db(), keys, {
        reference,
        expected: found.head,
        command: { id, bodyHash },
        at: NOW,
        decided,
      });
      expect(done.status).to.equal('committed');
    }
    const act = (actor: Actor, what: Act, facts?: Facts): Promise<void> => accepted(command(actor, what, NOW, facts));
    const running = async (): Promise<string> => {
      const found = Object.values((await state()).effects).find((e) => e.status === 'running');
      if (found === undefined) throw new Error('nothing runs');
      return found.effect;
    };
    async function settleOne(): Promise<void> {
      const effect = await running();
      await act(system, { type: 'effect-succeeded', effect, result: await perform(deps, reference, effect) });
    }
    async function received(content: Uint8Array, document = 'passport'): Promise<string> {
      const id = crypto.randomUUID();
      const { bytes } = await keys.existingKey(database.db(), reference);
      const { sha256, size, key } = await deps.store.put(reference, content, bytes, { limitBytes: 1e8 });
      await insertReceived(
        database.db(),
        {
          id,
          reference,
          task: 'papers',
          document,
          name: 'x',
          sha256,
          size,
          storedKey: key,
          uploadedBy: 'student-1',
          at: NOW,
          retention: 'file',
        },
        20,
      );
      await act(
        student,
        { type: 'add-document', task: 'papers', document, file: id },
        { file: { document: id, sha256, size, name: 'x' } },
      );
      return id;
    }
    const stored = async (id: string): Promise<Buffer> => {
      const row = await selectOne<{ stored_key: string }>(
        database.db(),
        'SELECT stored_key FROM documents WHERE id = ?',
        [id],
      );
      return buffer(
        await deps.store.get(row?.stored_key ?? '', (await keys.existingKey(database.db(), reference)).bytes),
      );
    };

    it('keep a photo without its position, and nothing of the original', async () => {
      const id = await received(await jpegWithPosition());
      const effect = await running();
      const first = await perform(deps, reference, effect);
      expect(first).to.deep.include({ kind: 'inspect-document', ok: true, mime: 'image/jpeg', scanned: false });
      expect((await sharp(await stored(id)).metadata()).exif).to.equal(undefined);
      const files = (await readdir(folder, { recursive: true })).filter(
        (f) => f.includes(reference) && /[0-9a-f]{64}/.test(f),
      );
      expect(files).to.have.length(2); // the clean copy and its preview
    });

    it('give the same answer when an inspection is done twice, as after a crash', async () => {
      await received(await jpegWithPosition());
      const effect = await running();
      const first = await perform(deps, reference, effect);
      expect(await perform(deps, reference, effect)).to.deep.equal(first);
    });

    it('inspect the same photo given for two things, and keep nothing of the original in the end', async () => {
      const photo = await jpegWithPosition();
      const [first, second] = [await received(photo, 'passport'), await received(photo, 'transcript')];
      await settleOne();
      await settleOne();
      for (const id of [first, second]) expect((await sharp(await stored(id)).metadata()).exif).to.equal(undefined);
      const files = (await readdir(folder, { recursive: true })).filter(
        (f) => f.includes(reference) && /[0-9a-f]{64}/.test(f),
      );
      expect(files).to.have.length(2);
    });

    it('refuse a scripted PDF with a reason in both languages', async () => {
      await received(await scriptedPdf());
      const verdict = await perform(deps, reference, await running());
      expect(verdict).to.deep.include({ ok: false, code: 'script' });
      expect(await perform(deps, reference, await running())).to.deep.equal(verdict);
      expect((await readdir(folder, { recursive: true })).filter((f) => f.includes(`${reference}/`))).to.deep.equal([]);
      await act(system, { type: 'effect-succeeded', effect: await running(), result: verdict });
      const task = (await state()).tasks['papers'];
      expect(task?.kind === 'documents' ? task.data.items['passport']?.files.at(-1)?.reason : undefined).to.have.keys(
        'en',
        'fr',
      );
    });

    it('print the agreement once, and seal exactly once what all have signed', async () => {
      await act(student, {
        type: 'submit-form',
        task: 'details',
        version: (await state()).tasks['details']?.version ?? 0,
        answers: {
          birthDate: '2004-05-06',
          citizenship: 'PT',
          cycle: 'bachelor',
          homeCoordinator: { name: 'Rui Costa', email: 'rui@porto.example' },
        },
      });
      for (const document of ['passport', 'transcript']) {
        const file = await received(await jpegWithPosition(), document);
        await settleOne();
        await act(officer, { type: 'review-document', task: 'papers', document, file, decision: 'accept' });
      }
      const content = {
        mainUnit: 'sciences',
        language: 'fr',
        languageLevel: 'B2',
        components: ['INF1', 'INF2', 'LAN1'].map((course) => ({ course, term: 'S1' as const })),
        recognised: [{ title: 'Elective', ects: 3000, automatic: true }],
        responsibleHome: { name: 'Rui Costa', email: 'rui@porto.example' },
      } as const;
      await act(
        student,
        { type: 'submit-agreement', task: 'learning-agreement', basedOn: null, content },
        { agreement: courses },
      );
      const approval = (await state()).tasks['admission'];
      const subject = approval?.kind === 'approval' ? (approval.data.subject ?? '') : '';
      for (const [step, actor] of [
        ['faculty', coordinator],
        ['office', officer],
      ] as const)
        await act(actor, { type: 'decide-step', task: 'admission', step, round: 1, subject, decision: 'approve' });

      const render = await running();
      const shown = await perform(deps, reference, render);
      expect(
        await perform({ ...deps, now: () => new Date('2027-01-01T00:00:00.000Z') }, reference, render),
      ).to.deep.equal(shown);
      await act(system, { type: 'effect-succeeded', effect: render, result: shown });
      const sha256 = 'sha256' in shown ? shown.sha256 : '';
      const home: Actor = partner.kind === 'partner' ? { ...partner, bound: { ...partner.bound, reference } } : partner;
      for (const [signer, actor] of [
        ['student', student],
        ['home', home],
        ['host', coordinator],
      ] as const)
        await act(actor, {
          type: 'sign',
          task: 'agreement-signatures',
          signer,
          revision: subject,
          shown: sha256,
        });

      const seal = await running();
      const sealed = await perform(deps, reference, seal);
      expect(await perform(deps, reference, seal)).to.deep.equal(sealed);
      const pdf = await stored('document' in sealed ? sealed.document : '');
      const verified = await verifySeal(pdf);
      expect(verified.state).to.equal('whole');
      pdf[Math.floor(pdf.length / 3)] = (pdf[Math.floor(pdf.length / 3)] ?? 0) ^ 1;
      expect((await verifySeal(pdf)).state).to.not.equal('whole');
    });

    it('say which effect is not there', async () => {
      const error: unknown = await perform(deps, reference, `${reference}/1/99`).catch((e: unknown) => e);
      expect(error).to.be.instanceOf(Error);
    });
  });
});

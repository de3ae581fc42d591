import { hashOf } from '../../domain/hash.ts';
import type { EffectRequest, EffectResult } from '../../domain/mobility/effects.ts';

/** What the outside would answer, without doing it. */
export function madeUp(request: EffectRequest | undefined): EffectResult {
  if (request === undefined || request.kind === 'mail') throw new Error('Nothing to do.');
  if (request.kind === 'inspect-document') {
    const { document, file } = request;
    return {
      kind: request.kind,
      document,
      file,
      ok: true,
      mime: 'image/jpeg',
      pages: 1,
      sha256: hashOf(file),
      size: 1000,
      scanned: false,
    };
  }
  const sha256 = hashOf(request);
  return { kind: request.kind, document: `doc-${sha256.slice(0, 8)}`, name: `${request.kind}.pdf`, sha256, size: 4000 };
}

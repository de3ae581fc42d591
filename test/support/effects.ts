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
  if (request.kind === 'resolve-holders') {
    const { role, named, step, least } = request;
    // Amy, Ben and Cat of `random-acts.ts`, who have every role.
    const members = ['amy', 'ben', 'cat']
      .slice(0, Math.max(least, 3))
      .map((person) => ({ person, name: person, ...role }));
    const byAddress = named.map((address) => ({
      person: address.split('@')[0] ?? address,
      name: address,
      named: address,
    }));
    return { kind: request.kind, step, members: role === undefined ? byAddress : [...members, ...byAddress] };
  }
  const sha256 = hashOf(request);
  return { kind: request.kind, document: `doc-${sha256.slice(0, 8)}`, name: `${request.kind}.pdf`, sha256, size: 4000 };
}

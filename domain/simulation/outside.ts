import type { EffectRequest, EffectResult, Resolved } from '../mobility/effects.ts';

/** What is asked of the outside and has an answer. */
export type Asked = Exclude<EffectRequest, { readonly kind: 'mail' }>;

/**
 * What the outside would answer, without doing it.
 * @param members those who have the role of a step whose members are looked up
 * @param hash 64 hexadecimal digits that stand for a value
 */
export function answerOf(
  request: Asked,
  members: (request: Asked & { readonly kind: 'resolve-holders' }) => readonly Resolved[],
  hash: (value: unknown) => string,
): EffectResult {
  switch (request.kind) {
    case 'inspect-document': {
      const { kind, document, file } = request;
      return {
        kind,
        document,
        file,
        ok: true,
        mime: 'image/jpeg',
        pages: 1,
        sha256: hash(file),
        size: 1000,
        scanned: false,
      };
    }
    case 'resolve-holders':
      return { kind: request.kind, step: request.step, members: members(request) };
    default: {
      const sha256 = hash(request);
      return {
        kind: request.kind,
        document: `doc-${sha256.slice(0, 8)}`,
        name: `${request.kind}.pdf`,
        sha256,
        size: 4000,
      };
    }
  }
}

/** What the outside would answer to a document that cannot be read. */
export const refusedDocument = ({
  kind,
  document,
  file,
}: Asked & { readonly kind: 'inspect-document' }): EffectResult => ({
  kind,
  document,
  file,
  ok: false,
  code: 'encrypted',
  reason: { en: 'It cannot be read.' },
});

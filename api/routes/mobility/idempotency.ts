import { z } from 'zod';
import type { Actor } from '../../../domain/authority/actor.ts';
import { hashOf } from '../../../domain/hash.ts';
import type { CommandId, Reference } from '../../../domain/ids.ts';
import { Problem } from '../../problem.ts';

export const keyForm = z.string().regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 visible ASCII characters');

/** The header as it is documented; whether it is there and right is asked by `requireKey`, which has words of its own. */
export const idempotencyHeaders = z.object({
  'idempotency-key': z
    .string()
    .optional()
    .meta({ param: { required: true } })
    .describe(
      'Needed. Visible ASCII, at most 200 characters: a new one for each act, the same one when it is sent again',
    ),
});

/** Of what may be sent without one, and is then done each time it comes. */
export const optionalKey = z.object({
  'idempotency-key': z
    .string()
    .optional()
    .describe('Visible ASCII, at most 200 characters: the same one when it is sent again, so that it counts once'),
});

/** @throws Problem 400 */
export function requireKey(key: string | undefined): string {
  if (key === undefined || key === '')
    throw new Problem(400, 'idempotency-key-missing', {
      en: 'Send a header Idempotency-Key: a text of your own for this act, and the same one when you send it again.',
      fr: 'Envoyez un en-tête Idempotency-Key : un texte à vous pour cet acte, le même si vous le renvoyez.',
    });
  if (!keyForm.safeParse(key).success)
    throw new Problem(400, 'idempotency-key-invalid', {
      en: 'The header Idempotency-Key takes 1 to 200 visible ASCII characters.',
      fr: "L'en-tête Idempotency-Key prend de 1 à 200 caractères ASCII visibles.",
    });
  return key;
}

/** The id of a command: the same actor, mobility and key always give the same one. */
export const commandId = (actor: Actor, reference: Reference, key: string): CommandId => {
  const id: string = hashOf([actorId(actor), reference, key]);
  return id;
};

function actorId(actor: Actor): string {
  switch (actor.kind) {
    case 'person':
      return `person:${actor.person}`;
    case 'partner':
      return `partner:${actor.email}`;
    case 'system':
      return 'system';
  }
}

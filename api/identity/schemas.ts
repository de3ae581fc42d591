import { z } from 'zod';
import { permissions } from '../../domain/authority/actor.ts';
import { institutionId } from '../routes/schemas.ts';

/** `GET /login/:provider` */
export const loginQuery = z.strictObject({
  institution: institutionId,
  next: z.string().max(512).optional().describe('A path of this site to go to afterwards.'),
  attach: z.literal('1').optional().describe('Tie the account to the person whose one-time link was opened.'),
  hint: z.string().max(200).optional().describe('The demo person to be; in the embedded default only.'),
  lang: z.string().max(8).optional(),
});

/** `POST /api/links` */
export const openLinkBody = z.strictObject({
  token: z.string().min(1).max(200),
  name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^[^\p{Cc}<>]*$/u, 'must be a name, on one line, without < and >')
    .optional()
    .describe('How a partner signs; their address where it is left out.'),
});

/** `POST /api/links/request` */
export const requestLinkBody = z.strictObject({ institution: institutionId, email: z.email().max(320) });

export const openedLink = z.object({
  kind: z.enum(['person', 'partner']),
  next: z.string().describe('The page to go to.'),
  csrfToken: z.string(),
});

export const requestedLink = z.object({ message: z.string() });

const common = {
  institution: z.object({ id: z.string(), name: z.record(z.string(), z.string()) }),
  name: z.string(),
  identified: z.enum(['federated-login', 'one-time-link', 'demo']),
  csrfToken: z.string().describe('For the header X-CSRF-Token of programs.'),
  expiresAt: z.iso.datetime(),
};

/** `GET /api/session` */
export const sessionView = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('person'),
    person: z.string(),
    language: z.string(),
    roles: z.array(
      z.object({
        role: z.string(),
        title: z.record(z.string(), z.string()),
        units: z.array(z.string()).describe('Every unit covered.'),
        permissions: z.array(z.enum(permissions)),
      }),
    ),
    ...common,
  }),
  z.object({
    kind: z.literal('partner'),
    email: z.string(),
    bound: z.object({ reference: z.string(), task: z.string(), item: z.string() }),
    ...common,
  }),
]);
export type SessionView = z.infer<typeof sessionView>;

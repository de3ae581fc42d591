import type { Client } from '@temporalio/client';
import type { EffectId, InstitutionId, Reference } from '../domain/ids.ts';
import { systemCommand } from '../domain/mobility/system-command.ts';
import { laterBy } from '../domain/time/instants.ts';
import { send } from '../workflows/send.ts';

const REPORT_MS = 20_000;

/**
 * Tells a file that one of its mails was given up, so that staff see it. That the file knows already is a success.
 * @throws Error when there was no answer: it is told again later
 */
export const reportUndelivered =
  (client: Client) =>
  async (
    reference: Reference,
    institution: InstitutionId,
    effect: EffectId,
    failure: { code: string; message: string },
  ): Promise<void> => {
    const { code, message } = failure;
    const notAfter = laterBy(new Date().toISOString(), (2 * REPORT_MS) / 1000);
    const act = { type: 'mail-undelivered', effect, code, message } as const;
    const sent = await send(client, { institution, reference }, systemCommand(institution, act, notAfter), {
      timeoutMs: REPORT_MS,
    });
    if (sent.kind === 'pending') throw new Error('The file has not answered yet.');
    if (sent.kind === 'refused' && sent.refusal.code !== 'effect-settled')
      throw new Error(`The file refused the report: ${sent.refusal.code}.`);
  };

import { agreementActs, agreementDefinition } from './agreement.schema.ts';
import { approvalActs, approvalDefinition } from './approval.schema.ts';
import { attestationActs, attestationDefinition } from './attestation.schema.ts';
import { documentsActs, documentsDefinition } from './documents.schema.ts';
import { formActs, formDefinition } from './form.schema.ts';
import { gradesActs, gradesDefinition } from './grades.schema.ts';
import { messageActs, messageDefinition } from './message.schema.ts';
import { signaturesActs, signaturesDefinition } from './signatures.schema.ts';
import { transcriptActs, transcriptDefinition } from './transcript.schema.ts';

/** How each kind is written in a procedure, and its acts at the edge. Kept apart from the rules: zod stays out of the workflow. */
export const definitions = [
  formDefinition,
  documentsDefinition,
  agreementDefinition,
  approvalDefinition,
  signaturesDefinition,
  attestationDefinition,
  gradesDefinition,
  transcriptDefinition,
  messageDefinition,
] as const;

export const taskActs = [
  ...formActs,
  ...documentsActs,
  ...agreementActs,
  ...approvalActs,
  ...signaturesActs,
  ...attestationActs,
  ...gradesActs,
  ...transcriptActs,
  ...messageActs,
] as const;

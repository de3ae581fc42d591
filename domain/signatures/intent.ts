import type { Text } from '../ids.ts';

/** The sentence that a signer sees beside the button and that is recorded with the signature: ours, never the client's. */
export const signingIntent: Text = {
  en: 'I have read this document and I sign exactly this version of it.',
  fr: 'J’ai lu ce document et je signe exactement cette version.',
};

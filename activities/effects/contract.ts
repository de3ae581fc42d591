import type { EffectId, Reference } from '../../domain/ids.ts';
import type { EffectResult } from '../../domain/mobility/effects.ts';

/** What the outside is asked for, one try at a time. */
export interface EffectActivities {
  runEffect(asked: { readonly reference: Reference; readonly effect: EffectId }): Promise<EffectResult>;
}

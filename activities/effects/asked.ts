import type { EffectId } from '../../domain/ids.ts';
import type { EffectRequest } from '../../domain/mobility/effects.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import type { Procedure } from '../../domain/process/procedure.ts';

/** One effect, and the mobility that asks for it as it stands now. What is asked names its subject by hash. */
export interface Asked {
  readonly effect: EffectId;
  readonly state: Mobility;
  readonly procedure: Procedure;
}

export type RequestOf<K extends EffectRequest['kind']> = Extract<EffectRequest, { kind: K }>;

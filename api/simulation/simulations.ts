import type { InstitutionId, RoleId, Text, UnitId } from '../../domain/ids.ts';
import type { Permission } from '../../domain/authority/actor.ts';
import type { Procedure } from '../../domain/process/procedure.ts';
import type { Calendar } from '../../domain/time/calendar.ts';

/** What is simulated: a procedure in the institution as it is now. Plain data, which a thread can be sent. */
export interface SimulationAsked {
  readonly procedure: Procedure;
  readonly mobilities: number;
  readonly seed: number;
  readonly institution: InstitutionId;
  readonly calendar: Calendar;
  /** The root first. */
  readonly units: readonly { readonly unit: UnitId; readonly parent?: UnitId; readonly name: Text }[];
  readonly roles: readonly {
    readonly role: RoleId;
    readonly title: Text;
    readonly permissions: readonly Permission[];
  }[];
}

export type Simulated =
  | { readonly kind: 'done'; readonly report: object }
  /** It took longer than it may, and was ended. */
  | { readonly kind: 'too-long' }
  /** Another one is under way in this process. */
  | { readonly kind: 'busy' };

/** Simulates a procedure beside the requests of others. */
export type Simulate = (asked: SimulationAsked) => Promise<Simulated>;

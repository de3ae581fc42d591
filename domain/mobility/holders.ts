import type { RoleId, UnitId } from '../ids.ts';
import type { UnitRule } from '../process/procedure.ts';
import { agreementInForce } from './agreement.ts';
import type { Holder, Mobility } from './state.ts';

/** The unit that a rule names, as things stand now. */
export function unitFor(state: Mobility, rule: UnitRule): UnitId {
  switch (rule) {
    case 'institution':
      return state.root;
    case 'mobility.unit':
      return state.unit;
    case 'agreement.mainUnit':
      return agreementInForce(state)?.content.mainUnit ?? state.unit;
  }
}

/** Who holds a task: the person, or whoever has a role at a unit. */
export const holderOf = (state: Mobility, by: 'person' | RoleId, at: UnitRule = 'mobility.unit'): Holder =>
  by === 'person' ? { by: 'person' } : { by: 'role', role: by, unit: unitFor(state, at) };

/** The role that is told when something goes wrong, at the root unit. */
export const officeOf = (state: Mobility): Holder & { by: 'role' } => ({
  by: 'role',
  role: state.office,
  unit: state.root,
});

import { parentPort, workerData } from 'node:worker_threads';
import { usualBehaviour } from '../../domain/simulation/behaviour.ts';
import { simulate } from '../../domain/simulation/simulate.ts';
import { worldOf } from '../../domain/simulation/world.ts';
import type { SimulationAsked } from './simulations.ts';

/** What `inThread` sent, in the same process and of the same version. */
const { procedure, calendar, institution, units, roles, mobilities, seed } = workerData as SimulationAsked;

const world = worldOf(procedure, calendar, { institution, units, roles });
parentPort?.postMessage(simulate(world, { behaviour: usualBehaviour, mobilities, seed }));

import { comingUp } from '../../mobility/due.ts';
import { own } from '../../mobility/own.ts';
import { waitsOf } from '../../mobility/waits.ts';
import type { World } from '../world.ts';
import { abstraction, bringsSomething } from './abstract.ts';
import { nextOf } from './next.ts';
import type { Next, Node } from './node.ts';
import { decidesOnOwn } from './own-file.ts';
import { rootsOf } from './roots.ts';
import { brokenSeal } from './sealed.ts';

/** What exploring a procedure found. */
export interface Exploration {
  readonly procedure: string;
  readonly states: number;
  readonly transitions: number;
  /** Whether there was nothing left to explore. */
  readonly exhausted: boolean;
  readonly properties: readonly Finding[];
}

export type Property =
  'an-end-is-reachable' | 'held-or-dated' | 'nobody-decides-on-their-own-file' | 'sealed-does-not-change';

export interface Finding {
  readonly property: Property;
  readonly verdict: 'proved' | 'refuted' | 'not-refuted';
  /** How it comes to it, from the nomination on; as short as can be. */
  readonly counterExample?: readonly string[];
}

export const MOST_STATES = 200_000;

const properties: readonly Property[] = [
  'an-end-is-reachable',
  'held-or-dated',
  'nobody-decides-on-their-own-file',
  'sealed-does-not-change',
];

/** Explores every combination of decisions breadth first, until there is none left or there are too many states. */
export function explore(world: World, { states: most = MOST_STATES }: { readonly states?: number } = {}): Exploration {
  const graph = newGraph();
  const refuted = new Map<Property, readonly string[]>();
  const abstract = abstraction(world);
  const refute = (property: Property, path: () => readonly string[]): void => {
    if (!refuted.has(property)) refuted.set(property, path());
  };
  const reach = (from: number, next: Next): void => {
    const key = abstract(next.node);
    const known = graph.numbers.get(key);
    if (known !== undefined) {
      if (from >= 0 && next.withdraws !== true) graph.edges.push(from, known);
      return;
    }
    if (graph.nodes.length >= most) {
      graph.cut.add(from);
      return;
    }
    const number = graph.nodes.length;
    graph.numbers.set(key, number);
    graph.nodes.push(next.node);
    graph.parents.push(from);
    graph.says.push(next.says);
    if (from >= 0 && next.withdraws !== true) graph.edges.push(from, number);
    const { status } = next.node.file.state;
    if (status === 'closed') graph.ends.push(number);
    if (isForgotten(next.node)) refute('held-or-dated', () => pathTo(graph, number));
  };
  for (const root of rootsOf(world)) reach(-1, root);
  let transitions = 0;
  let at = 0;
  for (; at < graph.nodes.length && graph.cut.size === 0; at += 1) {
    const node = graph.nodes[at];
    if (node === undefined) continue;
    const decides = refuted.has('nobody-decides-on-their-own-file') ? undefined : decidesOnOwn(world, node);
    if (decides !== undefined) refute('nobody-decides-on-their-own-file', () => [...pathTo(graph, at), decides]);
    for (const next of nextOf(world, node, abstract)) {
      transitions += 1;
      const broken = brokenSeal(world, node.file.state, next.node.file.state);
      if (broken !== undefined)
        refute('sealed-does-not-change', () => [...pathTo(graph, at), next.says, `But ${broken}.`]);
      reach(at, next);
    }
    // Who stood for an explored state is not needed any more.
    graph.nodes[at] = undefined;
  }
  const exhausted = graph.cut.size === 0;
  const lost = firstWithoutEnd(graph, exhausted ? graph.nodes.length : at - 1);
  if (lost !== undefined) refute('an-end-is-reachable', () => pathTo(graph, lost));
  return {
    procedure: world.procedure.procedure,
    states: graph.nodes.length,
    transitions,
    exhausted,
    properties: properties.map((property): Finding => {
      const counterExample = refuted.get(property);
      if (counterExample !== undefined) return { property, verdict: 'refuted', counterExample };
      return { property, verdict: exhausted ? 'proved' : 'not-refuted' };
    }),
  };
}

interface Graph {
  readonly numbers: Map<string, number>;
  readonly nodes: (Node | undefined)[];
  readonly parents: number[];
  readonly says: string[];
  /** From and to, one after the other. */
  readonly edges: number[];
  readonly ends: number[];
  /** States of which not everything that can happen was looked at. */
  readonly cut: Set<number>;
}

const newGraph = (): Graph => ({
  numbers: new Map(),
  nodes: [],
  parents: [],
  says: [],
  edges: [],
  ends: [],
  cut: new Set(),
});

/**
 * An open file that nobody has anything to do with, and to which nothing happens by itself. A date at which only
 * somebody is told does not count: it passes, and there is none any more.
 */
function isForgotten({ file: { state } }: Node): boolean {
  if (state.status === 'closed' || Object.keys(state.effects).length > 0) return false;
  if (waitsOf(state).some(({ holders }) => holders.length > 0)) return false;
  return !comingUp(state).some((item) => {
    const clock = 'clock' in item ? own(state.clocks, item.clock) : undefined;
    return clock === undefined || bringsSomething(clock);
  });
}

function pathTo({ parents, says }: Graph, number: number): readonly string[] {
  const path: string[] = [];
  for (let at = number; at >= 0; at = parents[at] ?? -1) path.push(says[at] ?? '');
  return path.reverse();
}

/**
 * The first state from which no end can be reached, however people decide.
 * @param explored of the states from here on nobody knows
 */
function firstWithoutEnd({ nodes, edges, ends }: Graph, explored: number): number | undefined {
  const before = new Map<number, number[]>();
  for (let n = 0; n < edges.length; n += 2) {
    const [from = 0, to = 0] = [edges[n], edges[n + 1]];
    const known = before.get(to);
    if (known === undefined) before.set(to, [from]);
    else known.push(from);
  }
  const fine = new Set<number>(ends);
  for (let number = Math.max(0, explored); number < nodes.length; number += 1) fine.add(number);
  // Of a set what is added while it is gone through is gone through too.
  for (const number of fine) for (const from of before.get(number) ?? []) fine.add(from);
  const lost = nodes.findIndex((_, number) => !fine.has(number));
  return lost < 0 ? undefined : lost;
}

import type { Mobility } from '../mobility/state.ts';
import type { Procedure } from '../process/procedure.ts';
import type { TaskDefinition } from '../tasks/index.ts';
import { clean } from './clean.ts';
import { contextOf } from './context.ts';
import { describe } from './describe.ts';
import type { Diagram, Language } from './diagram.ts';
import { layoutOf, type Width } from './layout/layout.ts';
import { speakerOf, type DrawingNames } from './names.ts';
import { outlineOf } from './outline.ts';
import { svgOf } from './svg/render.ts';
import { wordsIn } from './words/index.ts';

export interface DrawOptions {
  readonly language: Language;
  /** A file of this procedure: the drawing then shows where it stands. */
  readonly state?: Mobility;
  /** How the institution calls its roles and units. */
  readonly names?: DrawingNames;
  /** Tasks that the reader may see; all of them without it. */
  readonly shown?: (task: TaskDefinition) => boolean;
  readonly width?: Width;
}

export interface Drawing {
  /** A picture that stands by itself: no font, script or anything else from outside. */
  readonly svg: string;
  /** The same as an outline, for who does not see it. */
  readonly text: string;
}

/** Draws a procedure, and where a file stands on it; the same gives the same bytes, and nobody's name is in it. */
export function draw(procedure: Procedure, options: DrawOptions): Drawing {
  const { language, width = 'wide' } = options;
  const words = wordsIn[language];
  const diagram = diagramOf(procedure, options);
  const text = clean(outlineOf(diagram, words));
  return { svg: svgOf(layoutOf(diagram, words, width), { language, title: diagram.title, description: text }), text };
}

/** What is drawn, before it is laid out. */
export function diagramOf(procedure: Procedure, { language, state, names, shown = () => true }: DrawOptions): Diagram {
  return describe(contextOf(procedure, speakerOf(language, wordsIn[language], names), shown), state);
}

/** Leaves out what only staff see. */
export const forEverybody = ({ visibility }: TaskDefinition): boolean => visibility !== 'staff';

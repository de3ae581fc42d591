import { comingUp, type DueItem } from '../../../domain/mobility/due.ts';
import { own } from '../../../domain/mobility/own.ts';
import type { Mobility } from '../../../domain/mobility/state.ts';
import type { Text } from '../../../domain/ids.ts';
import { sayConsequence, sayTold } from './consequence.ts';
import type { OpenFile } from './file.ts';
import type { Names } from './names.ts';
import type { View } from './view.schema.ts';
import { titleOf } from './wait-view.ts';

type Soon = View['comingUp'][number];

/** What will happen by itself, soonest first. @param shows whether a task is there for the reader */
export const comingUpView = (
  { state, procedure }: OpenFile,
  names: Names,
  shows: (task: string) => boolean,
  staff: boolean,
): Soon[] =>
  comingUp(state)
    .filter((item) => staff || item.kind !== 'retry')
    .flatMap((item): Soon[] => {
      const about = aboutOf(item, state);
      if (about?.task !== undefined && !shows(about.task)) return [];
      return [
        {
          at: item.at,
          kind: item.kind,
          ...(about?.task === undefined
            ? {}
            : {
                task: about.task,
                title: { ...titleOf(procedure, { ...about, task: about.task }) },
              }),
          ...(about?.item === undefined ? {} : { item: about.item }),
          what: { ...whatOf(item, state, names) },
        },
      ];
    });

function aboutOf(item: DueItem, state: Mobility): { readonly task?: string; readonly item?: string } | undefined {
  switch (item.kind) {
    case 'retry': {
      const task = own(state.effects, item.effect)?.task;
      return task === undefined ? undefined : { task };
    }
    case 'opening':
      return { task: item.task };
    default: {
      const clock = own(state.clocks, item.clock);
      return clock === undefined
        ? undefined
        : { task: clock.task, ...(clock.item === undefined ? {} : { item: clock.item }) };
    }
  }
}

function whatOf(item: DueItem, state: Mobility, names: Names): Text {
  switch (item.kind) {
    case 'retry':
      return { en: 'Something that failed is tried again.', fr: 'Nouvel essai de ce qui a échoué.' };
    case 'opening':
      return { en: 'It opens.', fr: 'Ouverture.' };
    case 'reminder':
      return { en: 'A reminder is sent.', fr: 'Un rappel est envoyé.' };
    default: {
      const clock = own(state.clocks, item.clock);
      const consequence = item.kind === 'deadline' ? clock?.consequence : clock?.later?.[0]?.consequence;
      return consequence === undefined ? sayTold(state.office, names) : sayConsequence(consequence, names);
    }
  }
}

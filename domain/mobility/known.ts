import type { Mobility } from './state.ts';
import { nameIn } from '../conditions/names.ts';
import type { Value, Values } from '../conditions/types.ts';
import type { Answers } from '../tasks/form.ts';
import type { Task } from '../tasks/index.ts';
import { daysBetween } from '../time/civil.ts';
import { agreementInForce } from './agreement.ts';

/**
 * What conditions may ask about a file, by name: `home.country`, `stay.days`, `details.level`. `vocabulary.ts` in
 * `process/` tells the same names with their types.
 */
export function knownOf(state: Mobility): Values {
  const { person, home, stay, unit } = state;
  const agreed = agreementInForce(state);
  return {
    ...Object.fromEntries(Object.values(state.tasks).map((task) => [nameIn(task.task), ofTask(task)])),
    person: { language: person.language, esi: person.esi ?? null, birthDate: person.birthDate ?? null },
    home: { name: home.name, country: home.country ?? null, erasmusCode: home.erasmusCode ?? null },
    stay: {
      start: stay.start,
      end: stay.end,
      days: daysBetween(stay.start, stay.end) + 1,
      arrived: stay.arrived ?? null,
      departed: stay.departed ?? null,
    },
    mobility: { unit },
    agreement:
      agreed === undefined
        ? {}
        : {
            mainUnit: agreed.content.mainUnit,
            language: agreed.content.language,
            languageLevel: agreed.content.languageLevel,
            ects: agreed.totals.ects / 100,
            components: agreed.content.components.length,
          },
  };
}

/** What a form was answered, by field, and how any other task ended. */
function ofTask(task: Task): Readonly<Record<string, Value>> {
  if (task.kind === 'form') return answersIn(task.data.answers ?? {});
  return { done: task.status === 'done', outcome: task.outcome ?? null, round: task.round };
}

/** Answers by the names that conditions have for fields; of a contact its address. */
export const answersIn = (answers: Answers): Readonly<Record<string, Value>> =>
  Object.fromEntries(
    Object.entries(answers).map(([field, value]) => [nameIn(field), typeof value === 'object' ? value.email : value]),
  );

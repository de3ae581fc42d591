import { z } from 'zod';
import { id } from '../process/fields.schema.ts';
import { usualBehaviour, type Behaviour, type Habits } from './behaviour.ts';

const days = z.int().min(0).max(1000);
const percent = z.number().min(0).max(100);
const habits = z
  .strictObject({
    median: days.exactOptional(),
    p90: days.exactOptional(),
    never: percent.exactOptional(),
    wakes: percent.exactOptional(),
    refuse: percent.exactOptional(),
    sendBack: percent.exactOptional(),
    ask: percent.exactOptional(),
    again: percent.exactOptional(),
    decline: percent.exactOptional(),
    takeBack: percent.exactOptional(),
  })
  .refine(({ median, p90 }) => median === undefined || p90 === undefined || p90 >= median, {
    message: 'nine in ten take at least as long as half of them: p90 is not below the median',
    path: ['p90'],
  }) satisfies z.ZodType<Partial<Habits>>;
const place = z.string().regex(/^[a-z][a-zA-Z0-9-]*(\/[a-z][a-zA-Z0-9-]*)?$/, 'a task, or task/step');

/** The form of a file that says how people behave; what it does not say is as usual. */
export const behaviourSchema = z.strictObject({
  person: habits.exactOptional(),
  partner: habits.exactOptional(),
  staff: habits.exactOptional(),
  roles: z.record(id, habits).exactOptional(),
  steps: z.record(place, habits).exactOptional(),
  withdraw: percent.exactOptional(),
  askStay: percent.exactOptional(),
  beginAgain: percent.exactOptional(),
  badFiles: percent.exactOptional(),
});

/** The usual behaviour, with what was said instead. */
export const behaviourFrom = ({ person, partner, staff, ...said }: z.output<typeof behaviourSchema>): Behaviour => ({
  ...usualBehaviour,
  ...said,
  person: { ...usualBehaviour.person, ...person },
  partner: { ...usualBehaviour.partner, ...partner },
  staff: { ...usualBehaviour.staff, ...staff },
});

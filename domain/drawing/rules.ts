import type { RoleId, Text } from '../ids.ts';
import {
  consequencesOf,
  type Consequence,
  type DateRule,
  type HolderRule,
  type Missed,
  type RoleRule,
} from '../process/procedure.ts';
import type { LocalDate } from '../time/civil.ts';
import type { Context } from './context.ts';
import type { Note } from './diagram.ts';
import type { Words } from './words/en.ts';

/** A text as it begins a line. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A civil date in words. */
export function dateWords(date: LocalDate, words: Words): string {
  const [year, month, day] = date.split('-').map(Number);
  return words.date(year ?? 0, month ?? 0, day ?? 0);
}

/** `03-15`, of every year. */
export function yearlyWords(monthDay: string, words: Words): string {
  const [month, day] = monthDay.split('-').map(Number);
  return words.yearly(month ?? 0, day ?? 0);
}

export function dateRuleWords(rule: DateRule, { words, titleOf }: Context): string {
  if ('date' in rule) return dateWords(rule.date, words);
  const { days, from, direction, working = false } = rule;
  return words.days(days, working, direction, typeof from === 'string' ? from : { title: titleOf(from.task) });
}

/** A role, or the person. */
export const whoWords = (by: 'person' | RoleId, { words, role }: Context): string =>
  by === 'person' ? words.person : role(by);

/** Where no unit is named, the one in charge is meant. */
export const roleRuleWords = ({ by, at = 'mobility.unit' }: RoleRule, context: Context): string =>
  by === 'person' ? context.words.person : context.words.ruleAt(context.role(by), at);

export function holderRuleWords(rule: HolderRule, context: Context): string {
  if ('named' in rule) return context.words.named;
  if ('partner' in rule) return context.words.partnerFrom(context.titleOf(rule.partner.split('.')[0] ?? ''));
  return roleRuleWords(rule, context);
}

/** Dates, reminders and what happens when late: of a task or of a part of it. */
export function timeNotes(
  { due, remind = [], missed }: { due?: DateRule; remind?: readonly number[]; missed?: Missed },
  context: Context,
): Note[] {
  const { names, remind: before } = context.words;
  const consequences = consequencesOf(missed);
  return [
    ...(due === undefined ? [] : [{ name: names.due, text: dateRuleWords(due, context) }]),
    ...(remind.length === 0 ? [] : [{ name: names.reminders, text: before(remind) }]),
    ...(consequences.length === 0
      ? []
      : [
          {
            name: names.late,
            text: consequences
              .map((one) => {
                const what = consequenceWords(one, context);
                return one.days === 0 ? what : context.words.late.after(one.days, what);
              })
              .join(context.words.semicolon),
          },
        ]),
  ];
}

function consequenceWords(consequence: Consequence, context: Context): string {
  const { late } = context.words;
  const { at = 'institution' } = 'at' in consequence ? consequence : {};
  if ('escalate' in consequence) return late.escalate(roleRuleWords({ by: consequence.escalate, at }, context));
  if ('handOver' in consequence) return late.handOver(roleRuleWords({ by: consequence.handOver, at }, context));
  if ('remindEvery' in consequence) return late.remindEvery(consequence.remindEvery);
  if ('decide' in consequence) return late.decide[consequence.decide];
  if ('goOn' in consequence) return late.goOn;
  if ('close' in consequence) return late.close;
  return ends(consequence, late.end);
}

/** A consequence that is not said yet does not compile here. */
const ends = (_: { readonly end: true }, words: string): string => words;

export const conditionNote = (when: string | undefined, { words }: Context): Note[] =>
  when === undefined ? [] : [{ name: words.names.onlyIf, text: when, as: 'condition' }];

/** The title of a part, else what it is called in the procedure. */
export const partTitle = (title: Text | undefined, id: string, { say }: Context): string =>
  title === undefined ? capital(id.replaceAll('-', ' ')) : say(title);

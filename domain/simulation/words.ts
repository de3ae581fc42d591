import type { Named, SimulationReport } from './report.ts';
import type { Spread } from './spread.ts';
import type { Late } from './tally.ts';

/** The report as a text for a terminal. */
export function reportInWords(report: SimulationReport): string {
  const { procedure, mobilities, seed, ends, neverEnding, days, late, waiting, bottleneck } = report;
  const lines: string[] = [
    `${procedure}: ${String(mobilities)} mobilities, seed ${String(seed)}`,
    '',
    'HOW THEY END                            share     count   days: median   p90',
    ...ends.map(
      (end) => `${cell(end.end, 38)}${right(`${String(end.percent)} %`, 7)}${right(end.count, 10)}${spread(end, 15)}`,
    ),
    ...section(
      'WHICH NEVER END, AND WHY',
      neverEnding.map(({ why, count }) => `${right(count, 6)}  ${why}`),
    ),
    '',
    'DAYS                                                count         median   p90',
    ...of('stage', days.stages),
    ...of('task', days.tasks),
    ...of('step', days.steps),
    ...section('WHAT COMES LATE', late.map(lateInWords)),
    ...section('WHO LETS FILES WAIT', [
      ...waiting.roles.map(
        ({ name, days: all, percent }) =>
          `  ${cell(name, 36)}${right(`${String(percent)} %`, 7)}${right(all, 10)} days`,
      ),
      '',
      ...waiting.places
        .slice(0, 12)
        .map(
          ({ name, who, percent, days: all }) =>
            `  ${cell(`${name} (${who})`, 56)}${right(`${String(percent)} %`, 7)}${right(all, 10)} days`,
        ),
    ]),
    '',
    bottleneck === null
      ? 'Nobody but the person in mobility lets files wait.'
      : `The bottleneck is ${bottleneck.who} at “${bottleneck.at}”: ${String(bottleneck.percent)} % of all waiting.`,
    ...section(
      'PASSED OVER',
      report.passedOver.map(({ name, count }) => `${right(count, 6)}  ${name}`),
    ),
    ...section(
      'ACTS THAT WERE REFUSED',
      report.refused.map(({ name, count }) => `${right(count, 6)}  ${name}`),
    ),
    ...section('ASSUMED', assumed(report)),
  ];
  return lines.join('\n');
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', title, ...lines];

const of = (what: string, all: readonly Named<Spread>[]): readonly string[] =>
  all.map((one) => `  ${cell(`${what} ${one.name}`, 44)}${right(one.count, 11)}${spread(one, 15)}`);

const spread = ({ median, p90 }: Spread, width: number): string => `${right(median, width)}${right(p90, 6)}`;

function lateInWords({ name, ...late }: Named<Late>): string {
  const said: Readonly<Record<keyof Late, string>> = {
    reminders: 'reminders',
    deadlines: 'deadlines missed',
    officeTold: 'times the office told',
    escalated: 'escalated',
    handedOver: 'handed over',
    decided: 'decided by default',
    wentOn: 'went on without an answer',
    closed: 'closed',
    lapsed: 'files ended',
  };
  const parts = keys(said).flatMap((key) => (late[key] === 0 ? [] : [`${String(late[key])} ${said[key]}`]));
  return `  ${cell(name, 36)}${parts.join(', ')}`;
}

const keys = (said: Readonly<Record<keyof Late, string>>): readonly (keyof Late)[] =>
  (
    [
      'reminders',
      'deadlines',
      'officeTold',
      'escalated',
      'handedOver',
      'decided',
      'wentOn',
      'closed',
      'lapsed',
    ] as const
  ).filter((key) => key in said);

function assumed({ behaviour }: SimulationReport): readonly string[] {
  const { person, partner, staff, roles, steps, withdraw, askStay, beginAgain, badFiles } = behaviour;
  return [
    ...Object.entries({ person, partner, staff, ...roles, ...steps }).map(
      ([who, habits]) =>
        `  ${cell(who, 24)}${Object.entries(habits)
          .map(([habit, value]) => `${habit} ${String(value)}`)
          .join(', ')}`,
    ),
    `  withdraw ${String(withdraw)} %, ask for a longer stay ${String(askStay)} %, begin anew ${String(beginAgain)} %, files refused by the inspection ${String(badFiles)} %`,
    '  median and p90 are days (of staff: working days), the others percent',
  ];
}

const cell = (text: string, width: number): string => text.padEnd(width);
const right = (value: string | number, width: number): string => String(value).padStart(width);

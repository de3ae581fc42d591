import { approval, form, papers, stages } from './small-procedure.ts';

const MIB = 1024 * 1024;
const many = (n: number, of: (n: number) => string): readonly string[] => Array.from({ length: n }, (_, k) => of(k));
/** As much as may be read. */
const full = (line: (n: number) => string): string => {
  const lines: string[] = [];
  for (let size = 0, n = 0; ; n += 1) {
    const next = line(n);
    size += new TextEncoder().encode(next).length + 1;
    if (size >= MIB) return lines.join('\n');
    lines.push(next);
  }
};
const conditions = many(60, (n) => `f.age > ${String(n)}`)
  .join(' || ')
  .slice(0, 480);
const balanced = conditions.slice(0, conditions.lastIndexOf(' || '));

const stagesOf = (n: number, of: (stage: number) => readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: n }, (_, stage) => of(stage));

/** What costs most to check, by what it is. */
export const worst: Readonly<Record<string, () => string>> = {
  'keys without end': () => full((n) => `k${String(n)}: 1`),
  'the same key again and again': () => full(() => 'a: 1'),
  'a list without end': () => full(() => '- 1'),
  'lists of lists': () => full(() => `- ${'['.repeat(60)}${']'.repeat(60)}`),
  'one line': () => `a: ${'x'.repeat(MIB - 10)}`,
  'one text in quotes': () => `a: "${'\\n'.repeat(MIB / 2 - 10)}"`,
  'a text without an end': () => `a: "${'x '.repeat(MIB / 2 - 10)}`,
  'a block without an end': () => `a: >\n${full(() => ' x').slice(0, MIB - 10)}`,
  comments: () => full(() => '# x'),
  anchors: () => full((n) => `a${String(n)}: &a${String(n)} x`),
  aliases: () => `a: &a x\n${full((n) => `b${String(n)}: *a`).slice(0, MIB - 20)}`,
  tags: () => full((n) => `a${String(n)}: !x y`),
  'braces in a row': () => `[${'{},'.repeat(MIB / 3 - 2)}]`,
  'brackets that never close': () => '['.repeat(MIB - 1),
  documents: () => full(() => '---'),
  'question marks': () => full(() => '? a'),
  directives: () => full(() => '%X'),
  tabs: () => full(() => '\ta:\t1'),
  'stages that are none': () =>
    `stages:\n${full((n) => `- { stage: ${String(n)}, tasks: [{}] }`).slice(0, MIB - 60)} }] }`,
  'tasks of an unknown kind': () =>
    stages(many(9000, (n) => `task: t${String(n)}, kind: x, a: 1, b: 2, after: [{}], due: []`)),
  'fields that are wrong each': () =>
    stages([`task: t, kind: form, by: person, fields: [${many(20_000, () => '{ field: 1, type: x }').join(', ')}]`]),
  'missed that is wrong each': () =>
    stages(
      many(
        5000,
        (n) => `task: t${String(n)}, kind: form, by: person, fields: [], missed: [{}, { days: 1 }, { end: 1 }]`,
      ),
    ),
  'as many tasks as may be': () =>
    stages(
      ...stagesOf(17, (s) =>
        many(90, (n) =>
          form(`t${String(s)}-${String(n)}`).replace(
            /fields: .*/,
            'fields: [{ field: a, type: text, label: { en: A } }]',
          ),
        ),
      ),
    ),
  conditions: () =>
    stages(
      [form('f')],
      ...stagesOf(5, (s) => many(80, (n) => papers(`p${String(s)}-${String(n)}`, '', `when: '${balanced}'`))),
    ),
  'conditions that are wrong each': () =>
    stages(
      [form('f')],
      ...stagesOf(5, (s) => many(80, (n) => papers(`p${String(s)}-${String(n)}`, '', `when: '${balanced} > 3'`))),
    ),
  'names that are not there': () =>
    stages(
      ...stagesOf(20, (s) =>
        many(50, (n) =>
          papers(
            `p${String(s)}-${String(n)}`,
            '',
            `after: [${many(8, (k) => `x${String(k)}`).join(', ')}], when: 'a.b == c.d'`,
          ),
        ),
      ),
    ),
  'everything after everything': () =>
    stages(
      many(100, (n) =>
        form(`t${String(n)}`, `after: [${many(50, (k) => `t${String(k)}`).join(', ')}]`).replace(
          /fields: \[.*?\}\], /,
          '',
        ),
      ),
    ),
  chains: () =>
    stages(
      ...stagesOf(6, (s) =>
        many(20, (n) =>
          approval(
            `a${String(s)}-${String(n)}`,
            many(29, (k) => `by: office }, { step: s${String(k)}`).join(', ') + ', by: office',
          ),
        ),
      ),
    ),
  'as many keys as may be': () => many(24_500, (n) => `k${String(n)}: ${'x'.repeat(15)}`).join('\n'),
  'as many keys that are there twice': () => many(24_500, () => 'k: 1').join('\n'),
  'as many entries as may be': () => `[${'1,'.repeat(49_990)}]`,
  'as many maps as may be': () => `[${'{},'.repeat(24_990)}]`,
  'as many comments as may be': () => '# x\n'.repeat(49_990),
  'as many lists as may be': () => many(800, () => `- ${'['.repeat(59)}${']'.repeat(59)}`).join('\n'),
  'fields that are wrong, as many as may be': () =>
    `{ stages: [{ tasks: [{ kind: form, fields: [${'{ field: 1, type: x },'.repeat(8000)}] }] }] }`,
  'tasks that are wrong, as many as may be': () =>
    `{ stages: [${'{ tasks: [{ kind: approval, chain: [{}] }] },'.repeat(3800)}] }`,
};

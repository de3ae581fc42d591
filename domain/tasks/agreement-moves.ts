import type { AgreementDraft } from '../agreement/content.ts';
import type { TaskOf } from './index.ts';
import type { Ground, Move } from './kind.ts';

const COURSES = 3;
const ENOUGH = 3000;

/** Agreements that keep the rules: one, and one for each value that some condition of the procedure tells from it. */
export function submissions({ task, data }: TaskOf<'agreement'>, ground: Ground): readonly Move[] {
  const told = (name: string): readonly (string | number | boolean | null)[] => [
    ...(ground.distinguished.get(`agreement.${name}`) ?? []),
  ];
  const { ects: { min, max } = { min: ENOUGH, max: ENOUGH } } = data.rules;
  const usual: Chosen = {
    mainUnit: usualUnit(ground),
    language: 'en',
    languageLevel: 'B2',
    ects: Math.floor((min + max) / 2),
    components: COURSES,
  };
  const others: Partial<Chosen>[] = [
    ...told('mainUnit').flatMap((unit) => (typeof unit === 'string' ? [{ mainUnit: unit }] : [])),
    ...told('language').flatMap((language) => (typeof language === 'string' ? [{ language }] : [])),
    ...told('languageLevel')
      .flatMap((level) => LEVELS.filter((one) => one === level))
      .map((languageLevel) => ({ languageLevel })),
    ...around(told('ects'), 100)
      .filter((ects) => ects >= min && ects <= max)
      .map((ects) => ({ ects })),
    ...around(told('components'), 1)
      .filter((components) => components > 0 && components <= 60)
      .map((components) => ({ components })),
  ];
  const all = [{}, ...others].map((other): Chosen => ({ ...usual, ...other }));
  const once = new Map(all.map((one) => [JSON.stringify(one), one]));
  return [...once.values()].map((chosen, n): Move => {
    const { mainUnit, language, languageLevel, ects, components } = chosen;
    const each = Math.floor(ects / components);
    const courses = Array.from({ length: components }, (_, c) => ({
      code: `C${String(c + 1)}`,
      title: `Course ${String(c + 1)}`,
      ects: c === 0 ? ects - each * (components - 1) : each,
      unit: mainUnit,
      terms: ['S1'] as const,
      language,
    }));
    return {
      act: {
        type: 'submit-agreement',
        task,
        basedOn: data.revisions.at(-1)?.hash ?? null,
        content: {
          mainUnit,
          language,
          languageLevel,
          components: courses.map(({ code }) => ({ course: code, term: 'S1' })),
          recognised: [],
          responsibleHome: { name: 'Rui Costa', email: 'responsible@home.example' },
        },
      },
      facts: { agreement: { courses, units: [...new Set([...ground.units, mainUnit])] } },
      does: 'go-on',
      ...(once.size === 1 ? {} : { chose: n === 0 ? 'as usual' : differing(usual, chosen) }),
    };
  });
}

interface Chosen extends Pick<AgreementDraft, 'mainUnit' | 'language' | 'languageLevel'> {
  readonly ects: number;
  readonly components: number;
}

const LEVELS = ['A1', 'A2', 'B1', 'B2', 'C1', 'C2', 'native'] as const;

/** The unit in charge, or a faculty where that is the whole institution. */
const usualUnit = ({ state: { unit, root }, units }: Ground): string =>
  unit === root ? (units.find((one) => one !== root) ?? root) : unit;

const around = (told: readonly unknown[], factor: number): number[] =>
  told.flatMap((one) => (typeof one === 'number' ? [(one - 1) * factor, one * factor, (one + 1) * factor] : []));

const differing = (usual: Chosen, chosen: Chosen): string =>
  Object.entries(chosen)
    .filter(([key, value]) => Object.entries(usual).every(([k, v]) => k !== key || v !== value))
    .map(([key, value]) => `${key}: ${String(value)}`)
    .join(', ');

import type { RoleId, Text, UnitId } from '../ids.ts';
import type { Holder } from '../mobility/state.ts';
import { inLanguage } from '../text/in-language.ts';
import type { Language } from './diagram.ts';
import type { Words } from './words/en.ts';

/** How an institution calls its roles and units; without a name the id is shown. */
export interface DrawingNames {
  readonly roles: Readonly<Record<RoleId, Text>>;
  readonly units: Readonly<Record<UnitId, Text>>;
}

export interface Speaker {
  readonly language: Language;
  readonly words: Words;
  readonly say: (text: Text) => string;
  readonly role: (role: RoleId) => string;
  readonly unit: (unit: UnitId) => string;
}

export const speakerOf = (language: Language, words: Words, names: DrawingNames | undefined): Speaker => {
  const named = (text: Text | undefined, id: string): string =>
    text === undefined ? id.replaceAll('-', ' ') : inLanguage(text, language);
  return {
    language,
    words,
    say: (text) => inLanguage(text, language),
    role: (role) => named(own(names?.roles, role), role),
    unit: (unit) => named(own(names?.units, unit), unit),
  };
};

const own = (names: Readonly<Record<string, Text>> | undefined, id: string): Text | undefined =>
  names !== undefined && Object.hasOwn(names, id) ? names[id] : undefined;

/** Who holds something, without the name of anybody. */
export function holderWords(holder: Holder, { words, role, unit }: Speaker): string {
  switch (holder.by) {
    case 'person':
      return words.person;
    case 'partner':
      return words.partner;
    case 'member':
      return holder.role === undefined ? words.named : words.memberOf(role(holder.role));
    case 'role':
      return words.roleAt(role(holder.role), unit(holder.unit));
  }
}

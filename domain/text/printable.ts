/**
 * What our documents can print: the scripts that their fonts cover (Latin, Greek, Cyrillic, Armenian, Georgian) with
 * marks, digits and punctuation. No control or direction characters, no pictures.
 */
const covered =
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Georgian}\p{Script=Common}\p{Script=Inherited}]*$/u;
const never = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Extended_Pictographic}\u{3000}-\u{10FFFF}]/u;
/** Signs that Unicode counts among the pictures and that every text font has. */
const harmless = /[©®™‼⁉ℹ↔↕↖-↙0-9#*]/gu;

/** Whether a name or a title can stand in a document. A text in another script needs its spelling in Latin letters. */
export const isPrintable = (text: string): boolean => covered.test(text) && !never.test(text.replace(harmless, ''));

/** What to say of a text that is not printable. */
export const NOT_PRINTABLE = 'write it in Latin, Greek or Cyrillic letters, as in a passport, without symbols';

/** The first of a month is an ordinal in French, which Intl does not write: “1er mars 2027”. */
export const withFirst = (date: string): string => date.replace(/(?<=^|\s)1(?=\s)/, '1er');

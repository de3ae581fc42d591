/** The width of a text as it will be drawn, in points. */
export type Measure = (text: string) => number;

/** Breaks a text into lines of at most `width`; a word that is longer than a line (a URL, a hash) is cut. */
export function wrap(text: string, width: number, measure: Measure): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((long) => cut(long, width, measure))) {
    const longer = line ? `${line} ${word}` : word;
    if (line && measure(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** Where long words break best. */
const joints = ['-', '/', ':', '@', '.', '_', '?', '&', '='];

function cut(word: string, width: number, measure: Measure): string[] {
  if (measure(word) <= width) return [word];
  const parts: string[] = [];
  let part = '';
  for (const character of word) {
    if (part && measure(part + character) > width) {
      const joint = Math.max(...joints.map((mark) => part.lastIndexOf(mark))) + 1;
      const kept = joint > part.length / 3 ? joint : part.length;
      parts.push(part.slice(0, kept));
      part = part.slice(kept);
    }
    part += character;
  }
  return [...parts, part];
}

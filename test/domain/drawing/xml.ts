/** Whether a text is well-formed XML, as far as our drawings use it; says where it is not. */
export function faultOf(xml: string): string | undefined {
  const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u.exec(xml);
  if (forbidden !== null) return `a forbidden character at ${String(forbidden.index)}`;
  const open: string[] = [];
  let at = 0;
  const tag = /<(?:\/([a-zA-Z:]+)|([a-zA-Z:]+)((?:\s+[a-zA-Z:-]+="[^"<]*")*)\s*(\/?))>/y;
  while (at < xml.length) {
    const next = xml.indexOf('<', at);
    const text = xml.slice(at, next === -1 ? undefined : next);
    if (/&(?!(?:amp|lt|gt|quot|#39);)/.test(text)) return `a bare & at ${String(at)}`;
    if (next === -1) return text.trim() === '' && open.length === 0 ? undefined : 'something left open at the end';
    tag.lastIndex = next;
    const found = tag.exec(xml);
    if (found === null) return `no tag: ${xml.slice(next, next + 60)}`;
    const [whole, closes, opens, attributes = '', single] = found;
    if (/&(?!(?:amp|lt|gt|quot|#39);)/.test(attributes)) return `a bare & in ${whole}`;
    if (closes !== undefined && open.pop() !== closes) return `${whole} closes nothing`;
    if (opens !== undefined && single === '') open.push(opens);
    at = next + whole.length;
  }
  return open.length === 0 ? undefined : `never closed: ${open.join(' ')}`;
}

/** The letters that a drawing shows, without title, description and style; what was wrapped is joined again. */
export const lettersOf = (svg: string): string =>
  svg
    .replace(/<(title|desc|style)\b[^>]*>[^]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, '');

import type { Answer } from '../support/application.ts';

const differs = new Set(['date', 'x-request-id', 'keep-alive', 'connection']);

/**
 * All that an answer tells, byte for byte: status, headers and body, but for what differs at each request.
 * @param asked what was asked for, where the answer says it again
 */
export function toldBy({ status, headers, text }: Answer, asked = ''): object {
  const open = (said: string): string => (asked === '' ? said : said.replaceAll(asked, '…'));
  return {
    status,
    headers: [...headers].filter(([name]) => !differs.has(name)).map(([name, value]) => `${name}: ${open(value)}`),
    body: open(text).replace(/urn:uuid:[0-9a-f-]{36}/g, 'urn:uuid:…'),
  };
}

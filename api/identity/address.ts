import { isIPv4, isIPv6 } from 'node:net';

/** The part of an address that one caller has: all of IPv4, the /64 of IPv6. */
export const callerOf = (ip: string | undefined): string => network(ip, 4) ?? 'unknown';

/** What is kept of an address with a session: enough to see that it moved, too little to tell a household. */
export const prefixOf = (ip: string | undefined): string | null => network(ip, 3);

/** Some proxies write the port into X-Forwarded-For as well. */
const withoutPort = (ip: string): string => /^(?:\[(.*)\]|([^:]*))(?::\d+)?$/.exec(ip)?.slice(1).find(Boolean) ?? ip;

function network(ip: string | undefined, parts: 3 | 4): string | null {
  const address = withoutPort(ip ?? '')
    .replace(/^::ffff:(?=\d+\.)/i, '')
    .replace(/%.*$/, '');
  if (isIPv4(address)) return address.split('.').slice(0, parts).join('.');
  if (!isIPv6(address)) return null;
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
  return groups
    .slice(0, parts)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':');
}

const SELF = 'http://self.invalid';

/** A place of ours to go to, as path, query and fragment; null for whatever could lead elsewhere. */
export function localPath(next: string): string | null {
  // A backslash is a slash to browsers, and they leave tabs and line ends out.
  if (!/^\/(?![/\\])[\x21-\x7e]*$/.test(next) || next.includes('\\') || next.length > 512) return null;
  if (!URL.canParse(next, SELF)) return null;
  const { origin, pathname, search, hash } = new URL(next, SELF);
  return origin === SELF && !pathname.startsWith('//') ? `${pathname}${search}${hash}` : null;
}

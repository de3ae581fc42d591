const formats = new Map<string, Intl.DateTimeFormat>();
/** By the settings' whole text, which every request reads and which seldom changes. */
const zones = new Map<string, string | null>();
const MOST_KEPT = 200;

/**
 * The date that an institution's clocks show; in UTC where its settings name no zone.
 * @param settings the JSON of `institutions.settings`
 */
export function localDate(settings: string, now: Date): string {
  const zone = zoneIn(settings);
  if (zone === null) return now.toISOString().slice(0, 10);
  // Swedish writes dates as ISO 8601 does.
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone });
  formats.set(zone, format);
  return format.format(now);
}

function zoneIn(settings: string): string | null {
  const known = zones.get(settings);
  if (known !== undefined) return known;
  const read: unknown = JSON.parse(settings);
  const calendar = isObject(read) && 'calendar' in read ? read.calendar : null;
  const zone = isObject(calendar) && 'zone' in calendar && typeof calendar.zone === 'string' ? calendar.zone : null;
  if (zones.size >= MOST_KEPT) zones.clear();
  zones.set(settings, zone);
  return zone;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

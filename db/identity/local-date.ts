import { z } from 'zod';

const schema = z.object({ calendar: z.object({ zone: z.string() }) });
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The date that an institution's clocks show; in UTC where its settings name no zone.
 * @param settings the JSON of `institutions.settings`
 */
export function localDate(settings: string, now: Date): string {
  const read = schema.safeParse(JSON.parse(settings));
  if (!read.success) return now.toISOString().slice(0, 10);
  const { zone } = read.data.calendar;
  // Swedish writes dates as ISO 8601 does.
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone });
  formats.set(zone, format);
  return format.format(now);
}

/** Dates as Slack writes them for the reader: https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
const DAY_MS = 86_400_000;
/** Made once: making one takes longer than formatting a thousand dates. */
const TIME = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'long', month: 'long', day: 'numeric' });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

export function formatDate(unix: number, format: string, fallback: string): string {
  const date = new Date(unix * 1000);
  if (Number.isNaN(date.getTime())) return fallback;
  return format.replaceAll(/\{(\w+)\}/g, (whole, token: string) => tokenOf(date, token) ?? whole);
}

export function timeOf(ts: string): string {
  return timePart(new Date(Number(ts) * 1000));
}

export function fullTimeOf(ts: string): string {
  return FULL.format(new Date(Number(ts) * 1000));
}

function tokenOf(date: Date, token: string): string | null {
  const isPretty = token.endsWith('_pretty');
  const near = isPretty ? relativeDay(date) : null;
  if (near !== null) return near;
  switch (token.replace('_pretty', '')) {
    case 'date_num':
      return localDate(date, '-');
    case 'date_slash':
      return localDate(date, '/');
    case 'date':
      return date.toLocaleDateString(undefined, { dateStyle: 'long' });
    case 'date_short':
      return date.toLocaleDateString(undefined, { dateStyle: 'medium' });
    case 'date_long':
      return date.toLocaleDateString(undefined, { dateStyle: 'full' });
    case 'time':
      return timePart(date);
    case 'time_secs':
      return date.toLocaleTimeString();
    case 'ago':
      return ago(date);
    default:
      return null;
  }
}

/** In the reader's zone, like all the others. */
function localDate(date: Date, separator: string): string {
  const part = (value: number) => String(value).padStart(2, '0');
  return [date.getFullYear(), part(date.getMonth() + 1), part(date.getDate())].join(separator);
}

function timePart(date: Date): string {
  return TIME.format(date);
}

function relativeDay(date: Date): string | null {
  const days = Math.round((startOfDay(date) - startOfDay(new Date())) / DAY_MS);
  return { '-1': 'yesterday', '0': 'today', '1': 'tomorrow' }[String(days)] ?? null;
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function ago(date: Date): string {
  const minutes = Math.round((date.getTime() - Date.now()) / 60_000);
  const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
  if (Math.abs(minutes) < 60) return relative.format(minutes, 'minute');
  if (Math.abs(minutes) < 1440) return relative.format(Math.round(minutes / 60), 'hour');
  return relative.format(Math.round(minutes / 1440), 'day');
}

/** The reader's day of a message, to compare with another's. */
export function dayOf(ts: string): string {
  return new Date(Number(ts) * 1000).toDateString();
}

/** As the line between two days names it. */
export function dayName(ts: string): string {
  const date = new Date(Number(ts) * 1000);
  const near = relativeDay(date);
  return near === null ? DAY.format(date) : near.charAt(0).toUpperCase() + near.slice(1);
}

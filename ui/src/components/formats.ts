// How numbers, shares, sizes, durations and moments are written. Pure; the present moment comes in as an argument.
// A share never rounds to 0 % or 100 % unless it is exactly that: a rounded-away patient is still a patient.
// `null` where the workspace withholds a number of patients from 1 to 10 is written "<11".

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** 1482907 -> "1,482,907". */
export function count(value: number): string {
  return grouped.format(value);
}

/** A decimal as the workspace writes it, exact, with its thousands apart: "1200030.45" -> "1,200,030.45". What is no plain decimal stays as it is. */
export function decimal(text: string): string {
  const parts = /^([+-]?)(\d+)(\.\d+)?$/.exec(text);
  return parts === null ? text : `${parts[1]}${(parts[2] ?? '').replace(/\B(?=(\d{3})+$)/g, ',')}${parts[3] ?? ''}`;
}

/** Patients: null is "<11". */
export function people(value: number | null): string {
  return value === null ? '<11' : count(value);
}

/** Why rows of a preview are not told: they may be many, where the others and their total would leave those of a few patients. */
export const ROWS_UNTOLD = 'rows of fewer than 11 patients, or as many as would tell such rows of others';

/** Rows of a line of a preview: null is "not told". */
export function rowsTold(value: number | null): string {
  return value === null ? 'not told' : count(value);
}

/** Short form for tight places: 1482907 -> "1.48 M". */
export function short(value: number): string {
  if (value < 10_000) return count(value);
  const [unit, size] = value < 1e6 ? ['k', 1e3] : value < 1e9 ? ['M', 1e6] : ['G', 1e9];
  const scaled = value / size;
  const digits = scaled < 10 ? 2 : scaled < 100 ? 1 : 0;
  return `${scaled.toFixed(digits)} ${unit}`;
}

/** A share from 0 to 1: "97.1 %", "<0.1 %", ">99.9 %", "100 %", "0 %". */
export function percent(share: number): string {
  if (share <= 0) return '0 %';
  if (share >= 1) return '100 %';
  if (share < 0.001) return '<0.1 %';
  if (share > 0.999) return '>99.9 %';
  return `${(share * 100).toFixed(1)} %`;
}

/** "1 finding", "2 findings"; an irregular plural may be given. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** Bytes with a binary unit: "1.4 MiB". */
export function bytes(value: number): string {
  if (value < 1024) return `${count(value)} B`;
  let size = value;
  let unit = 'B';
  for (const next of ['KiB', 'MiB', 'GiB', 'TiB']) {
    if (size < 1024) break;
    size /= 1024;
    unit = next;
  }
  return `${size < 10 ? size.toFixed(1) : size.toFixed(0)} ${unit}`;
}

/** Seconds left or taken: "8 s", "3 min 20 s", "2 h 5 min". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 10 && whole % 60 !== 0) return `${minutes} min ${whole % 60} s`;
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** How long ago the workspace did something: "just now", "5 min ago", "3 d ago". */
export function ago(atMs: number, nowMs: number): string {
  const seconds = Math.max(0, (nowMs - atMs) / 1000);
  if (seconds < 45) return 'just now';
  if (seconds < 3600) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  if (seconds < 86_400) return `${Math.round(seconds / 3600)} h ago`;
  return `${Math.round(seconds / 86_400)} d ago`;
}

/** When the workspace did something, in local time: "2025-11-22 14:05". */
export function moment(atMs: number): string {
  const at = new Date(atMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** A signed difference with a true minus: "+12", "−3", "0". */
export function signed(value: number): string {
  if (value === 0) return '0';
  return `${value > 0 ? '+' : '−'}${count(Math.abs(value))}`;
}

/** A certificate's fingerprint in groups of four, for reading aloud. Colons and case in the input do not matter. */
export function fingerprintGroups(fingerprint: string): string[] {
  const hex = fingerprint.replace(/^sha-?256[:\s]*/i, '').replace(/[^0-9a-f]/gi, '').toUpperCase();
  return hex.match(/.{1,4}/g) ?? [];
}

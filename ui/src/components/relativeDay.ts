// Days from a patient's undisclosed anchor, named in relative years. It knows no calendar: a relative year is 365 days,
// so nothing on screen says when anything happened. Pure.

/** Days of a relative year. */
export const YEAR_DAYS = 365;

/** Relative year of a day; may be negative. */
export function yearOf(day: number): number {
  return Math.floor(day / YEAR_DAYS);
}

/** `Y−3`, `Y0`, `Y2`. */
export function yearName(year: number): string {
  return year < 0 ? `Y−${-year}` : `Y${year}`;
}

/** A day in words, no more exact than the source was: `Y−3 day 255`, `about Y−3 day 240`, `Y−3`. */
export function dayName(day: number, precision = 'day'): string {
  const year = yearOf(day);
  if (precision === 'year') return yearName(year);
  const name = `${yearName(year)} day ${Math.floor(day) - year * YEAR_DAYS}`;
  return precision === 'month' ? `about ${name}` : name;
}

/**
 * Two values that parted, as short as a line of a list can say it: where it is the unit that parted, the number is told once.
 */

const NUMBER = /^([<>]=?\s?)?-?\d[\d.,]*(?=\s)/;

/**
 * Of a unit `140 mmol/L`, `140 mg/dL` gives `140`, `mmol/L`, `mg/dL`. Null of any other aspect, for what follows the first number of a text, a ratio or
 * a list is no unit; and where the numbers differ, or either has none or nothing after it.
 */
export function sameNumber(aspect: string, from: string, to: string): { number: string; from: string; to: string } | null {
  const number = NUMBER.exec(from)?.[0];
  if (aspect !== 'unit' || number === undefined || NUMBER.exec(to)?.[0] !== number) return null;
  const [before, after] = [from.slice(number.length).trim(), to.slice(number.length).trim()];
  return before === after ? null : { number, from: before, to: after };
}

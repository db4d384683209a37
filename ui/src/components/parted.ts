/**
 * Two values that parted, as short as a line of a list can say it: where the number is the same, it is told once and what follows
 * it is what parted.
 */

const NUMBER = /^([<>]=?\s?)?-?\d[\d.,]*(?=\s)/;

/** `140 mmol/L`, `140 mg/dL` gives `140`, `mmol/L`, `mg/dL`. Null where the numbers differ, or either has none or nothing after it. */
export function sameNumber(from: string, to: string): { number: string; from: string; to: string } | null {
  const number = NUMBER.exec(from)?.[0];
  if (number === undefined || NUMBER.exec(to)?.[0] !== number) return null;
  const [before, after] = [from.slice(number.length).trim(), to.slice(number.length).trim()];
  return before === after ? null : { number, from: before, to: after };
}

// Where the parts of a box plot stand between the 5th and the 95th percentile. Pure geometry. What must stay true: the order
// of the percentiles is the order of the marks, also where all of them are one value.

export type BoxPlot = { whiskers: [number, number]; box: [number, number]; middle: number };

/** The plot in a given width; null unless there are five percentiles. */
export function boxPlot(quartiles: readonly number[], width: number): BoxPlot | null {
  const [p5, p25, p50, p75, p95] = quartiles;
  if (p5 === undefined || p25 === undefined || p50 === undefined || p75 === undefined || p95 === undefined) return null;
  const span = p95 - p5;
  const at = (value: number): number => (span <= 0 ? width / 2 : Math.round(((value - p5) / span) * width * 100) / 100);
  return { whiskers: [at(p5), at(p95)], box: [at(p25), at(p75)], middle: at(p50) };
}

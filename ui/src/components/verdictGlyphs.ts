// The verdicts' glyphs as paths in a square of 16, drawn by `Verdict` and on the patients' canvas. The only place that
// knows them; a verdict without a glyph of its own gets a small square.
const glyphs: Record<string, string> = {
  same: 'M5 6.4h6M5 9.6h6',
  equivalent: 'M4.8 6.8c1-1.3 2.2-1.3 3.2-.3s2.2 1 3.2-.3M4.8 10c1-1.3 2.2-1.3 3.2-.3s2.2 1 3.2-.3',
  altered: 'M5 6.5h6M5 9.5h6M9.7 4.6 6.3 11.4',
  narrower: 'M5.2 4.8 10.4 8l-5.2 3.2',
  broader: 'M10.8 4.8 5.6 8l5.2 3.2',
  lost: 'M4.8 8h6.4',
  invented: 'M8 4.8v6.4M4.8 8h6.4',
  resurrected: 'M5 9.3A3.2 3.2 0 1 0 5.5 6M5.2 4.2v2.2h2.2',
  misplaced: 'M4.6 6.2h6.2L9.2 4.6M11.4 9.8H5.2l1.6 1.6',
  duplicated: 'M4.8 4.8h4.4v4.4H4.8zM7 11.4h4.4V7',
  merged: 'M5.2 4.6 8 8l2.8-3.4M8 8v3.6',
  split: 'M5.2 11.4 8 8l2.8 3.4M8 8V4.4',
  contradicted: 'M5 5l6 6M11 5l-6 6',
};

export const verdicts = Object.keys(glyphs);

/** The path of a verdict's glyph. */
export function verdictGlyph(name: string): string {
  return glyphs[name] ?? 'M6 6h4v4H6z';
}

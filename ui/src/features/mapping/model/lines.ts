// Geometry of the link lines between the three columns. Pure: rows and scroll positions in, curves out; the canvas draws.
//
// What must stay true: the cost follows the rules on screen and not the size of the mapping. Only rules in view are
// looked at, a line is drawn faint only when both of its ends are in view, and the selected rule's lines are always
// drawn, bent to the edge of the column where their other end lies beyond it.

export type LinesMode = 'view' | 'selected' | 'off';

/** A column as it is scrolled now; `top` is its first pixel in the canvas. */
export interface Pane {
  readonly top: number;
  readonly height: number;
  readonly scrollTop: number;
  readonly rowHeight: number;
}

/** A rule with the rows that it joins. Edges are ordered by `rule`. */
export interface Edge {
  readonly id: string;
  readonly rule: number;
  readonly fields: readonly number[];
  readonly element: number | null;
}

export interface Curve {
  readonly side: 'source' | 'target';
  readonly from: number;
  readonly to: number;
  readonly selected: boolean;
  /** The far end lies beyond the column, above or below. */
  readonly beyond: 'above' | 'below' | null;
}

export interface Curves {
  readonly curves: readonly Curve[];
  /** Lines of rules in view whose other end is not, by side. */
  readonly leaving: { readonly source: number; readonly target: number };
}

/** The middle of a row in canvas pixels. */
export function middle(pane: Pane, row: number): number {
  return pane.top + row * pane.rowHeight + pane.rowHeight / 2 - pane.scrollTop;
}

function place(pane: Pane, row: number): { y: number; beyond: Curve['beyond'] } {
  const y = middle(pane, row);
  if (y < pane.top) return { y: pane.top + 3, beyond: 'above' };
  if (y > pane.top + pane.height) return { y: pane.top + pane.height - 3, beyond: 'below' };
  return { y, beyond: null };
}

/** Index of the first edge whose rule row is not before `row`. */
export function firstEdge(edges: readonly Edge[], row: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const half = (low + high) >> 1;
    if ((edges[half]?.rule ?? 0) < row) low = half + 1;
    else high = half;
  }
  return low;
}

/** Spreads the ends of several lines at one rule, so that they can be told apart. */
function spread(index: number, count: number): number {
  if (count < 2) return 0;
  const step = Math.min(8, 14 / (count - 1));
  return (index - (count - 1) / 2) * step;
}

function curvesOf(edge: Edge, panes: Panes, selected: boolean, out: Curve[], leaving: { source: number; target: number }): void {
  const own = place(panes.rules, edge.rule);
  const fields = [...edge.fields].sort((a, b) => a - b);
  fields.forEach((row, index) => {
    const far = place(panes.source, row);
    if (far.beyond) leaving.source += 1;
    if (far.beyond && !selected) return;
    out.push({ side: 'source', from: far.y, to: own.y + (own.beyond ? 0 : spread(index, fields.length)), selected, beyond: far.beyond });
  });
  if (edge.element === null) return;
  const far = place(panes.target, edge.element);
  if (far.beyond) leaving.target += 1;
  if (far.beyond && !selected) return;
  out.push({ side: 'target', from: own.y, to: far.y, selected, beyond: far.beyond });
}

export interface Panes {
  readonly source: Pane;
  readonly rules: Pane;
  readonly target: Pane;
}

/** The curves to draw, the selected ones last so that they lie on top. `selected` holds edge ids. */
export function curvesInView(edges: readonly Edge[], panes: Panes, mode: LinesMode, selected: ReadonlySet<string>): Curves {
  const leaving = { source: 0, target: 0 };
  if (mode === 'off') return { curves: [], leaving };
  const faint: Curve[] = [];
  const strong: Curve[] = [];
  const { rules } = panes;
  const first = firstEdge(edges, Math.floor(rules.scrollTop / rules.rowHeight));
  const last = Math.ceil((rules.scrollTop + rules.height) / rules.rowHeight);
  for (let index = first; index < edges.length; index += 1) {
    const edge = edges[index];
    if (!edge || edge.rule >= last) break;
    const isSelected = selected.has(edge.id);
    if (mode === 'selected' && !isSelected) continue;
    curvesOf(edge, panes, isSelected, isSelected ? strong : faint, leaving);
  }
  return { curves: [...faint, ...strong], leaving };
}

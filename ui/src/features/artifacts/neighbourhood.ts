// Which relations stand around one, and on which side. Pure. Each relation stands once a side, with its surest join; the
// shown join is always among them, the rest by how much they contain.
import type { Join } from '../../contract/contract';

export type Neighbour = { relation: string; contained: number; shown: boolean };

const MOST = 9;

export function joinedAround(centre: string, joins: readonly Join[], shown: Join): { from: Neighbour[]; to: Neighbour[]; more: number } {
  const sideOf = (of: readonly Join[], name: (join: Join) => string): Neighbour[] => {
    const found = new Map<string, Neighbour>();
    for (const join of of) {
      const relation = name(join);
      const isShown = same(join, shown);
      const before = found.get(relation);
      if (before === undefined || isShown || (!before.shown && join.contained > before.contained)) found.set(relation, { relation, contained: join.contained, shown: isShown });
    }
    return [...found.values()].sort((a, b) => Number(b.shown) - Number(a.shown) || b.contained - a.contained);
  };
  const from = sideOf(joins.filter((join) => join.toRelation === centre && join.fromRelation !== centre), (join) => join.fromRelation);
  const to = sideOf(joins.filter((join) => join.fromRelation === centre && join.toRelation !== centre), (join) => join.toRelation);
  const more = Math.max(0, from.length - MOST) + Math.max(0, to.length - MOST);
  return { from: from.slice(0, MOST), to: to.slice(0, MOST), more };
}

function same(a: Join, b: Join): boolean {
  return a.fromRelation === b.fromRelation && a.fromField === b.fromField && a.toRelation === b.toRelation && a.toField === b.toField;
}

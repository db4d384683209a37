// Which row of a long list is selected, when what is selected is an object in the URL and its row may not be loaded yet.
// A key may lead to a row that is not there (End in a million rows): the place is then remembered, the table scrolls to
// it, and the choice is made when the row arrives.
import { useEffect, useState } from 'react';

type List = { total: number; rows: (index: number) => { id: string } | undefined };

/** Rows in which the shown object is looked for when it came with a link rather than from a key. */
const LOOKED_THROUGH = 1000;

export function useSelection(list: List, shown: string | undefined, choose: (id: string) => void): [number | null, (index: number) => void] {
  const [at, setAt] = useState<number | null>(null);
  const [pending, setPending] = useState(false);
  const arrived = pending && at !== null ? list.rows(at)?.id : undefined;
  useEffect(() => {
    if (arrived === undefined) return;
    setPending(false);
    choose(arrived);
  });
  const select = (index: number): void => {
    const id = list.rows(index)?.id;
    setAt(index);
    setPending(id === undefined);
    if (id !== undefined) choose(id);
  };
  const place = placeOf(list, shown, at);
  // What was shown keeps its place when it is closed: the keys go on from there.
  if (!pending && shown !== undefined && place !== null && place !== at) setAt(place);
  return [pending ? at : place, select];
}

/** Where the shown object stands among the rows that are there; the remembered place wins while it is right. */
export function placeOf(list: List, shown: string | undefined, at: number | null): number | null {
  if (shown === undefined) return at;
  if (at !== null && list.rows(at)?.id === shown) return at;
  for (let index = 0; index < Math.min(list.total, LOOKED_THROUGH); index += 1) if (list.rows(index)?.id === shown) return index;
  return null;
}

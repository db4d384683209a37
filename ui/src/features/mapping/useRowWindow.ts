// The rows of a column that are on screen, for rows of one height. Only these are in the page, so ten thousand fields
// cost as much as forty. (The shared VirtualTable is for tables of records; a column of the studio is a tree whose
// scroll position the link lines must know to the pixel.)
import { useCallback, useLayoutEffect, useState, type RefObject } from 'react';

const spare = 6;

export interface RowWindow {
  readonly first: number;
  readonly last: number;
  readonly onScroll: () => void;
  /** Brings a row into view with a little of what stands around it. */
  readonly reveal: (row: number) => void;
  /** Rows that fit on one screen. */
  readonly page: number;
}

/** A window over `total` rows of `rowHeight` pixels in the element of `ref`, which takes `onScroll` too. */
export function useRowWindow(total: number, rowHeight: number, ref: RefObject<HTMLDivElement | null>): RowWindow {
  const [at, setAt] = useState(0);
  const [height, setHeight] = useState(600);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    setHeight(element.clientHeight);
    return () => observer.disconnect();
  }, [ref]);
  const onScroll = useCallback(() => {
    if (ref.current !== null) setAt(Math.floor(ref.current.scrollTop / rowHeight));
  }, [rowHeight, ref]);
  const reveal = useCallback(
    (row: number) => {
      const element = ref.current;
      if (element === null) return;
      const [top, room] = [row * rowHeight, element.clientHeight];
      if (top < element.scrollTop + rowHeight) element.scrollTop = top - 2 * rowHeight;
      else if (top + 2 * rowHeight > element.scrollTop + room) element.scrollTop = top + 3 * rowHeight - room;
    },
    [rowHeight, ref],
  );
  const page = Math.max(1, Math.floor(height / rowHeight));
  const first = Math.max(0, Math.min(at, total - page) - spare);
  return { first, last: Math.min(total, first + page + 2 * spare + 1), onScroll, reveal, page };
}

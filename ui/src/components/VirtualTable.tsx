// A table of any number of rows that stays instant: only the rows in view exist, and above heightMax the scroll position
// is mapped (scroll.ts). Pages are the caller's: it gives `rows(index)` (undefined while a row is loading) and hears
// `onVisible`. The table owns no data and no selection; it keeps only where it is scrolled to.
//
// Keys: J K arrows PageUp PageDown Home End move, Enter opens. It is a grid to assistive technology, with true counts.
// Where several rows may be marked at once, Shift and Ctrl do so, with the pointer and with the keys that move; the caller
// holds the marks.
import { memo, useCallback, useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import { Icon } from './Icon';
import { Skeleton } from './Skeleton';
import { reveal, rowsInView, scrolledHeight, toReal, toScrolled, type Geometry } from './scroll';
import { stepFor } from './tableKeys';
import styles from './VirtualTable.module.css';

export type Column<Row> = {
  id: string;
  header: ReactNode;
  /** A CSS grid track: "90px", "minmax(120px, 1fr)". */
  width: string;
  align?: 'start' | 'end';
  cell: (row: Row, index: number) => ReactNode;
  sortable?: boolean;
};

export type VirtualTableProps<Row> = {
  label: string;
  columns: readonly Column<Row>[];
  total: number;
  rows: (index: number) => Row | undefined;
  onVisible?: (range: { first: number; last: number }) => void;
  rowHeight?: number;
  /** Index of the selected row, null for none. */
  selected?: number | null;
  onSelect?: (index: number) => void;
  onOpen?: (index: number) => void;
  /** Whether the row is one of several that are marked; with `onMark` only. */
  marked?: (row: Row) => boolean;
  /** A row is marked or unmarked, or all rows up to it are marked. */
  onMark?: (index: number, how: 'toggle' | 'range') => void;
  /** Column id, with a leading "-" for descending; empty for the list's own order. */
  sort?: string;
  onSort?: (sort: string) => void;
  /** Shown instead of rows when total is 0. */
  empty?: ReactNode;
  /** True until the first answer is there: draws placeholder rows. */
  loading?: boolean;
  /** A row that does not count as plain, for instance "quiet". */
  tone?: (row: Row) => string | undefined;
  /** The rows are those of a tree: how deep each stands, and whether it stands open; not open or closed where nothing is below it. */
  branch?: (row: Row) => { level: number; open: boolean | undefined };
};

export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const { label, columns, rows, onVisible, rowHeight = 28, selected = null, onSelect, onOpen, marked, onMark, sort = '', onSort, empty, loading = false, tone, branch } = props;
  const name = useId();
  const view = useRef<HTMLDivElement>(null);
  const [position, setPosition] = useState(0);
  const [viewHeight, setViewHeight] = useState(600);
  const total = loading ? Math.ceil(viewHeight / rowHeight) : props.total;
  const geometry: Geometry = { total, rowHeight, viewHeight };
  const { first, last } = rowsInView(position, geometry);
  const template = columns.map((column) => column.width).join(' ');

  useLayoutEffect(() => {
    const element = view.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setViewHeight(Math.max(rowHeight, element.clientHeight - headHeight)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [rowHeight]);

  useEffect(() => {
    if (!loading) onVisible?.({ first, last });
  }, [first, last, loading, onVisible]);

  // Where the table itself put the scroll bar; the browser's echo of it must not be mapped back and lose precision.
  const placed = useRef(-1);
  const goTo = useCallback((next: number, shape: Geometry) => {
    const element = view.current;
    if (element === null) return;
    setPosition(next);
    element.scrollTop = toScrolled(next, shape);
    placed.current = element.scrollTop;
  }, []);

  const { total: shownTotal } = geometry;
  useEffect(() => {
    if (selected === null || selected >= shownTotal) return;
    const shape = { total: shownTotal, rowHeight, viewHeight };
    setPosition((now) => {
      const next = reveal(selected, now, shape);
      if (next !== now && view.current !== null) {
        view.current.scrollTop = toScrolled(next, shape);
        placed.current = view.current.scrollTop;
      }
      return next;
    });
  }, [selected, shownTotal, rowHeight, viewHeight]);

  const onScroll = (): void => {
    const top = view.current?.scrollTop ?? 0;
    if (Math.abs(top - placed.current) < 1) return;
    placed.current = -1;
    setPosition(toReal(top, geometry));
  };

  // Above the cap one wheel notch would leap over thousands of rows; move the real position by the wheel's own pixels.
  useEffect(() => {
    const element = view.current;
    if (element === null || total * rowHeight <= scrolledHeight(geometry)) return;
    const onWheel = (event: WheelEvent): void => {
      if (event.ctrlKey || event.deltaY === 0) return;
      event.preventDefault();
      const pixels = event.deltaMode === 1 ? event.deltaY * rowHeight : event.deltaY;
      const most = Math.max(0, total * rowHeight - viewHeight);
      goTo(Math.min(most, Math.max(0, position + pixels)), geometry);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  });

  // A row that a key led to before it was loaded.
  const pending = useRef<number | null>(null);
  useEffect(() => {
    const wanted = pending.current;
    if (wanted === null || loading || rows(wanted) === undefined) return;
    pending.current = null;
    onSelect?.(wanted);
  });

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target instanceof HTMLElement && event.target.closest('input, textarea, select')) return;
    if (event.ctrlKey || event.metaKey || event.altKey || loading) return;
    if (event.key === 'Enter' && selected !== null && event.target === view.current) {
      event.preventDefault();
      onOpen?.(selected);
      return;
    }
    const from = pending.current ?? selected;
    const next = stepFor(event.key, from, total, Math.max(1, Math.floor(viewHeight / rowHeight) - 1));
    if (next === null) return;
    event.preventDefault();
    if (rows(next) !== undefined) {
      pending.current = null;
      if (event.shiftKey && onMark !== undefined) onMark(next, 'range');
      onSelect?.(next);
      return;
    }
    // Not loaded yet: go there at once and select it when it comes. Callers may know rows by id only.
    pending.current = next;
    goTo(reveal(next, position, geometry), geometry);
  };

  // Rows stand still relative to a base that moves in large steps, and the sheet they stand on moves: while scrolling,
  // rows that stay in view are not drawn again.
  const base = Math.floor(first / baseStep) * baseStep;

  const shown: ReactNode[] = [];
  for (let index = first; index < last; index += 1) {
    const row = loading ? undefined : rows(index);
    shown.push(
      <TableRow
        key={index}
        index={index}
        id={`${name}-${index}`}
        row={row}
        columns={columns as readonly Column<unknown>[]}
        template={template}
        top={(index - base) * rowHeight}
        height={rowHeight}
        selected={index === selected}
        marked={row === undefined ? undefined : marked?.(row)}
        tone={row === undefined ? undefined : tone?.(row)}
        level={row === undefined ? undefined : branch?.(row).level}
        open={row === undefined ? undefined : branch?.(row).open}
        onSelect={onSelect}
        onOpen={onOpen}
        onMark={onMark}
      />,
    );
  }

  return (
    <div
      ref={view}
      className={styles['view']}
      role={branch === undefined ? 'grid' : 'treegrid'}
      aria-label={label}
      aria-rowcount={loading ? -1 : total + 1}
      aria-colcount={columns.length}
      aria-busy={loading}
      aria-multiselectable={onMark === undefined ? undefined : true}
      aria-activedescendant={selected === null ? undefined : `${name}-${selected}`}
      tabIndex={0}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      <div className={styles['head']} role="row" aria-rowindex={1} style={{ gridTemplateColumns: template, height: headHeight }}>
        {columns.map((column) => (
          <HeadCell key={column.id} column={column as Column<unknown>} sort={sort} onSort={onSort} />
        ))}
      </div>
      {total === 0 ? (
        <div className={styles['empty']} style={{ height: viewHeight }}>{empty}</div>
      ) : (
        <div className={styles['body']} style={{ height: scrolledHeight(geometry) }} role="rowgroup">
          <div className={styles['window']} style={{ height: Math.min(viewHeight, total * rowHeight), top: headHeight }}>
            <div className={styles['sheet']} style={{ transform: `translateY(${base * rowHeight - position}px)` }}>{shown}</div>
          </div>
        </div>
      )}
    </div>
  );
}

const headHeight = 26;
const baseStep = 128;

function HeadCell({ column, sort, onSort }: { column: Column<unknown>; sort: string; onSort: ((sort: string) => void) | undefined }) {
  const down = sort === `-${column.id}`;
  const up = sort === column.id;
  const order = down ? 'descending' : up ? 'ascending' : 'none';
  const end = column.align === 'end' ? styles['end'] : undefined;
  if (column.sortable !== true || onSort === undefined) return <span role="columnheader" className={end}>{column.header}</span>;
  return (
    <span role="columnheader" aria-sort={order} className={end}>
      <button type="button" className={styles['sort']} onClick={() => onSort(down ? column.id : up ? '' : `-${column.id}`)}>
        {column.header}
        <Icon name={down ? 'down' : up ? 'up' : 'sort'} size={10} className={down || up ? undefined : styles['unsorted']} />
      </button>
    </span>
  );
}

type RowProps = {
  index: number;
  id: string;
  row: unknown;
  columns: readonly Column<unknown>[];
  template: string;
  top: number;
  height: number;
  selected: boolean;
  marked: boolean | undefined;
  tone: string | undefined;
  level: number | undefined;
  open: boolean | undefined;
  onSelect: ((index: number) => void) | undefined;
  onOpen: ((index: number) => void) | undefined;
  onMark: ((index: number, how: 'toggle' | 'range') => void) | undefined;
};

const TableRow = memo(function TableRow({ index, id, row, columns, template, top, height, selected, marked, tone, level, open, onSelect, onOpen, onMark }: RowProps) {
  const onClick = (event: MouseEvent): void => {
    if (onMark !== undefined && (event.shiftKey || event.ctrlKey || event.metaKey)) onMark(index, event.shiftKey ? 'range' : 'toggle');
    else onSelect?.(index);
  };
  return (
    <div
      id={id}
      className={styles['row']}
      role="row"
      aria-rowindex={index + 2}
      aria-level={level}
      aria-expanded={open}
      aria-selected={selected || marked === true}
      data-current={selected || undefined}
      data-marked={marked || undefined}
      data-tone={tone}
      style={{ gridTemplateColumns: template, height, top }}
      onClick={onClick}
      onMouseDown={onMark === undefined ? undefined : (event) => event.shiftKey && event.preventDefault()}
      onDoubleClick={() => onOpen?.(index)}
    >
      {columns.map((column) => (
        <span key={column.id} role="gridcell" className={column.align === 'end' ? styles['end'] : undefined}>
          {row === undefined ? <Skeleton width={`${35 + ((index * 13 + column.id.length * 17) % 45)}%`} /> : column.cell(row, index)}
        </span>
      ))}
    </div>
  );
});

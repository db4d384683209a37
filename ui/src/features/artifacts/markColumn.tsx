// The column and the words of lists in which several rows can be marked to be decided together.
import { Icon } from '../../components/Icon';
import { count } from '../../components/formats';
import type { Column } from '../../components/VirtualTable';
import styles from './artifacts.module.css';
import boxes from './corners.module.css';
import type { Marks } from './useMarks';

export function markColumn<Row extends { id: string }>(marks: Pick<Marks<Row>, 'has' | 'mark'>, words: (row: Row) => string): Column<Row> {
  return {
    id: 'mark',
    header: '',
    width: '18px',
    cell: (row, index) => (
      <button
        type="button"
        role="checkbox"
        aria-checked={marks.has(row)}
        aria-label={`Mark ${words(row)}`}
        tabIndex={-1}
        className={boxes['check']}
        onClick={(event) => {
          event.stopPropagation();
          marks.mark(index, event.shiftKey ? 'range' : 'toggle');
        }}
      >
        {marks.has(row) && <Icon name="check" size={11} />}
      </button>
    ),
  };
}

/** How many are marked, and what can be done about that. */
export function Marked<Row extends { id: string }>({ marks, total }: { marks: Marks<Row>; total: number }) {
  const marked = marks.rows.length;
  return (
    <span className={styles['marked']}>
      <b>{count(marked)}</b> marked
      {marked < total && (
        <button type="button" className="accent" onClick={marks.all}>
          Mark all {count(total)}
        </button>
      )}
      <button type="button" className="accent" onClick={marks.clear}>
        Clear
      </button>
    </span>
  );
}

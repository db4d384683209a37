// The column and the words of lists in which several rows can be marked to be decided together.
import { Icon } from './Icon';
import { count } from './formats';
import styles from './marking.module.css';
import type { Marks } from './useMarks';
import type { Column } from './VirtualTable';

export function markColumn<Row extends { id: string }>(marks: Pick<Marks<Row>, 'has' | 'mark'>, words: (row: Row) => string): Column<Row> {
  return {
    id: 'mark',
    header: '',
    width: '18px',
    cell: (row, index) => (
      <CheckBox checked={marks.has(row)} label={`Mark ${words(row)}`} onPress={(range) => marks.mark(index, range ? 'range' : 'toggle')} />
    ),
  };
}

/** A box that marks a row. The keys of the list do the same, so it is passed over by the tab key. */
export function CheckBox({ checked, label, onPress }: { checked: boolean; label: string; onPress: (range: boolean) => void }) {
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={checked}
      aria-label={label}
      tabIndex={-1}
      className={styles['check']}
      onClick={(event) => {
        event.stopPropagation();
        onPress(event.shiftKey);
      }}
    >
      {checked && <Icon name="check" size={11} />}
    </button>
  );
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

// Whose tables the lens reads: what the legacy system left, or a destination that is tables.
import type { Side } from './model/search';
import styles from './lens.module.css';

const sides: readonly (readonly [Side, string, string])[] = [
  ['legacy', 'Legacy', 'The lens of the legacy side (S)'],
  ['destination', 'Destination', 'The lens of a destination that is tables (S)'],
];

/** `written` is the side whose lens has something written that is not saved, beside the one that is shown; `disabled` while something is being saved. */
export function SideSwitch({ side, written, disabled, onSide }: { side: Side; written: Side | null; disabled: boolean; onSide: (side: Side) => void }) {
  return (
    <div className={`${styles['modes'] ?? ''} ${styles['sides'] ?? ''}`} role="radiogroup" aria-label="Side of the lens">
      {sides.map(([value, name, title]) => (
        <button key={value} type="button" role="radio" aria-checked={side === value} data-value={value} aria-label={written === value ? `${name}, edited and not saved` : undefined} disabled={disabled} title={written === value ? `${title}: edited and not saved` : title} onClick={() => onSide(value)}>
          {name}{written === value && <i className={styles['written']} />}
        </button>
      ))}
    </div>
  );
}

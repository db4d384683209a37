// What is marked, how much that is, and what can be done with it together. The same foot under causes and under findings.
import { Kbd } from '../../components/Kbd';
import styles from '../../components/triage/triage.module.css';

type Props = {
  /** `3 causes`. */
  marked: string;
  /** How much that is: `1,240 findings`. */
  about: string;
  /** Marks everything in the list; null when everything is marked. */
  all: { words: string; mark: () => void } | null;
  /** Why these cannot be triaged together. */
  refused?: string;
  onClear: () => void;
  onTriage: () => void;
};

export function MarkStrip({ marked, about, all, refused, onClear, onTriage }: Props) {
  return (
    <div className={styles['strip']} role="status">
      <b>{marked} marked</b>
      <span className="mid">{about}</span>
      {all !== null && (
        <button type="button" className="accent" onClick={all.mark}>
          Mark all {all.words}
        </button>
      )}
      <button type="button" className="accent" onClick={onClear}>
        Clear <Kbd keys="Esc" />
      </button>
      {refused !== undefined && <span className="clinical cut">{refused}</span>}
      <button type="button" className={`button small primary ${styles['end'] ?? ''}`} disabled={refused !== undefined} onClick={onTriage}>
        Triage <Kbd keys="T" />
      </button>
    </div>
  );
}

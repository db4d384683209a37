// What to do about a cause, and the way to where it is done. It is only ever said: whoever does it decides it.
import { Link } from '@tanstack/react-router';
import styles from './Proposed.module.css';
import { wayOf, type Proposing } from './proposal';

export function Proposed({ cause }: { cause: Proposing }) {
  const { text } = cause.proposal;
  if (text === '') return null;
  const way = wayOf(cause);
  return (
    <p className={styles['proposed']} role="note" aria-label="Proposed">
      <b>Proposed:</b> {text}
      {way !== undefined && (
        <>
          {' '}
          <Link to={way.to as string} search={way.search as never} className={styles['way'] ?? ''} title="Nothing is changed before you change it there">
            {way.words}
          </Link>
        </>
      )}
    </p>
  );
}

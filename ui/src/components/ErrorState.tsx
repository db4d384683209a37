// A question that failed: the catalogue's sentence, the incident number to quote, and a way to try again.
import type { ReactNode } from 'react';
import type { WireError } from '../contract/contract';
import { Icon } from './Icon';
import styles from './small.module.css';

type Props = {
  error: WireError;
  retry?: () => void;
  /** The way on where what was asked for is not there: asking again would not bring it. */
  back?: ReactNode;
  /** Why what was asked for may not be there, where the screen knows. */
  why?: string;
};

export function ErrorState({ error, retry, back, why }: Props) {
  const gone = error.code === 'not_found' && back !== undefined;
  return (
    <div className={styles['state']} role="alert">
      <Icon name={error.code === 'offline' ? 'offline' : 'warn'} size={22} className="safety" />
      <h2>{error.code === 'offline' ? 'The workspace does not answer' : error.message}</h2>
      {error.code === 'offline' && <p>This was not read before it went away. It is asked for again as soon as the workspace is back.</p>}
      {error.code === 'forbidden' && error.problems.length === 0 && <p>An administrator of the workspace gives roles.</p>}
      {error.code === 'withheld' && <p>Asking again gives the same. It can be looked at next to the data, with the command line; the other parts of this screen are not touched by it.</p>}
      {gone && why !== undefined && <p>{why}</p>}
      {error.incident !== null && <p>Incident <span className="mono">{error.incident}</span></p>}
      {error.problems.length > 0 && (
        <ul className={styles['problems']}>
          {error.problems.map((problem) => (
            <li key={`${problem.line}:${problem.column}:${problem.message}`}>
              <span className="mono">{problem.line}:{problem.column}</span> {problem.message}
            </li>
          ))}
        </ul>
      )}
      {retry !== undefined && error.code !== 'withheld' && error.code !== 'forbidden' && !gone && <button type="button" className="button" onClick={retry}>Try again</button>}
      {gone && <div className={styles['stateAction']}>{back}</div>}
    </div>
  );
}

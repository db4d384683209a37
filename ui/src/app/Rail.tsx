// The screens, on the left: labelled when there is room, icons when narrow. The numbers are what waits there.
import { Link } from '@tanstack/react-router';
import { bookMaker, isGiven } from '../components/bookMaker';
import { count, plural } from '../components/formats';
import { Icon } from '../components/Icon';
import { openSafety } from '../components/openSafety';
import { useCommand } from '../platform/call';
import type { Overview } from '../contract/contract';
import { screens } from './screens';
import styles from './Shell.module.css';

type Waiting = { value: number; words: string; loud: boolean };

function waiting(path: string, overview: Overview | undefined): Waiting | null {
  if (overview === undefined) return null;
  // What a lead accepted is a finding still, and waits for nobody.
  const safety = openSafety(overview);
  const { undecided } = overview.negativeSpace;
  // Fields wait for a decision of the mapping that sends them; a destination that was given has none.
  if (path === '/findings' && safety > 0) return { value: safety, words: plural(safety, 'open safety finding'), loud: true };
  if (path === '/mapping' && undecided > 0 && !isGiven(overview)) return { value: undecided, words: `${plural(undecided, 'field')} undecided`, loud: false };
  if (path === '/artifacts' && overview.quarantined > 0) return { value: overview.quarantined, words: `${plural(overview.quarantined, 'record')} in quarantine`, loud: false };
  return null;
}

export function Rail() {
  const { data } = useCommand('overview', {});
  return (
    <nav className={styles['rail']} aria-label="Screens">
      {screens.map((screen) => {
        const here = waiting(screen.path, data);
        const title = here === null ? screen.name : `${screen.name}: ${here.words}`;
        return (
          <Link key={screen.path} to={screen.path} title={title} aria-label={title} activeOptions={{ exact: false, includeSearch: false }}>
            <Icon name={screen.icon} size={16} />
            <span className={styles['name']}>{screen.name}</span>
            {here !== null && <span className={styles['badge']} data-loud={here.loud}>{count(here.value)}</span>}
          </Link>
        );
      })}
      {data !== undefined && (
        <div className={styles['runs']}>
          {data.compareRun > 0 ? `Comparison ${data.compareRun}` : 'Not compared yet'}
          <br />
          {bookMaker(data)}
        </div>
      )}
    </nav>
  );
}

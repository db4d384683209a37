// Where I am, the way to everything (palette), and the state of things: jobs, connection, de-identification, who I am.
import { Link } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { crumbStore } from '../components/crumb';
import { Icon } from '../components/Icon';
import { Kbd } from '../components/Kbd';
import { Mark } from '../components/Mark';
import type { Connection } from '../platform/host';
import { useSession } from '../platform/useSession';
import { AccountMenu } from './AccountMenu';
import { JobTray } from './JobTray';
import type { Screen } from './screens';
import styles from './Shell.module.css';

const states = { online: 'Connected', offline: 'Offline', none: 'Not connected' } as const;

export function TopBar({ screen, connection, onSearch }: { screen: Screen | undefined; connection: Connection; onSearch: () => void }) {
  const session = useSession();
  const crumb = useSyncExternalStore(crumbStore.subscribe, crumbStore.read);
  return (
    <header className={styles['top']}>
      <div className={styles['brand']}><Mark /><span>Throughline</span></div>
      <nav className={styles['crumbs']} aria-label="Where I am">
        <b title={session?.workspace}>{session?.workspace ?? ''}</b>
        {screen !== undefined && (
          <>
            <span className={styles['slash']}>/</span>
            {crumb === null ? <span aria-current="page">{screen.name}</span> : <Link to={screen.path} search={crumb.back as never}>{screen.name}</Link>}
          </>
        )}
        {crumb !== null && <><span className={styles['slash']}>/</span><span className={crumb.mono ? 'mono' : undefined} aria-current="page">{crumb.text}</span></>}
      </nav>
      <button type="button" className={styles['search']} onClick={onSearch}>
        <Icon name="search" size={13} />Search or run a command<Kbd keys="Mod" /><Kbd keys="K" />
      </button>
      <div className={styles['ends']}>
        <JobTray />
        <span className={styles['connected']} data-state={connection.state} title={connection.address ?? undefined}>
          <span className={styles['dot']} />{states[connection.state]}
        </span>
        <span className={styles['deid']} title={`De-identified (${session?.deidMode ?? 'safe harbor'}): records stay in the workspace. Time is in days from an undisclosed anchor of each patient.`}>
          <Icon name="lock" size={13} /><span className={styles['words']}>de-identified · relative time</span>
        </span>
        <AccountMenu />
      </div>
    </header>
  );
}

// The frame around every screen: rail, top bar, offline banner, palette. It holds no data of a screen.
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { KeyHelp } from './KeyHelp';
import { useKeys } from '../components/useKeys';
import { Palette } from './palette/Palette';
import { OfflineBanner } from './OfflineBanner';
import { Rail } from './Rail';
import { screenOf } from './screens';
import { TopBar } from './TopBar';
import { useConnection } from '../platform/useConnection';
import { useBack } from './useBack';
import { useGoKeys } from './useGoKeys';
import { useJobEvents } from './useJobs';
import styles from './Shell.module.css';

export function Shell() {
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  const navigate = useNavigate();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const connection = useConnection();
  useBack(connection.state);
  const screen = screenOf(path);
  useJobEvents();
  useGoKeys((to) => void navigate({ to }), () => setPalette(true));
  useKeys({ '?': () => setHelp(true) });
  useEffect(() => {
    document.title = screen === undefined ? 'Throughline' : `${screen.name} · Throughline`;
  }, [screen]);
  return (
    <div className={styles['shell']} id="shell">
      <a className={styles['skip']} href="#main">Skip to the screen</a>
      <TopBar screen={screen} connection={connection} onSearch={() => setPalette(true)} />
      <Rail />
      <main className={styles['main']} id="main">
        {connection.state === 'offline' && <OfflineBanner sinceMs={connection.sinceMs} />}
        <div className={styles['screen']}><Outlet /></div>
      </main>
      {help && <KeyHelp screen={screen?.name ?? 'This screen'} onClose={() => setHelp(false)} />}
      {palette && <Palette onClose={() => setPalette(false)} />}
    </div>
  );
}

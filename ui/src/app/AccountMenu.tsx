// Who is signed in, the theme, and the way out.
import { Menu } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { Icon, type IconName } from '../components/Icon';
import { chooseTheme, onTheme, themeChoice, type ThemeChoice } from '../design/theme';
import { call } from '../platform/call';
import { useSession } from '../platform/useSession';
import { useLeave } from './leave';
import styles from './Shell.module.css';

const themes: readonly (readonly [ThemeChoice, string, IconName])[] = [
  ['system', 'As the system', 'screen'],
  ['light', 'Light', 'sun'],
  ['dark', 'Dark', 'moon'],
];

export function AccountMenu() {
  const session = useSession();
  const leave = useLeave();
  const choice = useSyncExternalStore(onTheme, themeChoice);
  const signOut = (): void => {
    call('sign_out', {}).catch(() => undefined).finally(leave);
  };
  return (
    <Menu position="bottom-end" width={216} shadow="xl" offset={6}>
      <Menu.Target>
        <button type="button" className={styles['iconButton']} aria-label={`Account ${session?.account ?? ''} and theme`}>
          <Icon name="user" size={15} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {session !== undefined && (
          <div className={styles['who']}>
            <b>{session.account}</b>
            <div className="dim x">{session.role ?? 'no role'} · {session.workspace}</div>
          </div>
        )}
        <Menu.Divider />
        <Menu.Label>Theme</Menu.Label>
        {themes.map(([value, words, icon]) => (
          <Menu.Item key={value} leftSection={<Icon name={icon} />} rightSection={choice === value ? <Icon name="check" title="chosen" /> : null} onClick={() => chooseTheme(value)}>
            {words}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="signOut" />} onClick={signOut}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

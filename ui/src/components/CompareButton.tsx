// Starting a comparison: what changed is read again, or, from the small menu beside it, everything is. Both say the same; the second is
// for whoever wants to see that they do.
import { Menu } from '@mantine/core';
import { AWAY } from '../platform/useConnection';
import styles from './CompareButton.module.css';
import { Icon } from './Icon';
import { Kbd } from './Kbd';
import type { Runs } from './useRuns';

type Props = {
  runs: Runs;
  label: string;
  /** Something is there to be compared. */
  ready?: boolean;
  /** The key that does the same, where the screen has one. */
  keys?: string;
  /** As large as the buttons beside it. */
  small?: boolean;
};

export function CompareButton({ runs, label, ready = true, keys, small = false }: Props) {
  const look = small ? 'button small' : 'button primary';
  const enabled = ready && !runs.starting && !runs.away;
  return (
    <span className={styles['pair']}>
      <button type="button" className={look} disabled={!enabled} title={runs.away ? AWAY : undefined} onClick={runs.compare}>
        <Icon name="compare" size={small ? 12 : 13} />
        {label}
        {keys !== undefined && <Kbd keys={keys} />}
      </button>
      <Menu position="bottom-end" shadow="md" width={290}>
        <Menu.Target>
          <button type="button" className={look} disabled={!enabled} aria-label="Other ways to compare">
            <Icon name="down" size={10} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item className={styles['row']} disabled={runs.comparing} onClick={runs.compareAnew}>
            <b>Read everything again</b>
            <span className="dim x">{runs.comparing ? 'a comparison runs; it has to end first' : 'also what is unchanged; this takes longer'}</span>
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}

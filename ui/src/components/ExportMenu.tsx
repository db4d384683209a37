// Takes a file out of the workspace: the workspace writes it, free of PHI, or a list is taken page by page as it is shown, and the
// system's save dialog puts it where the person says. Nothing is built here, and nothing is written without that dialog.
import { Menu } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { WireError } from '../contract/contract';
import { saveExport } from '../platform/host';
import { AWAY, useAway } from '../platform/useConnection';
import { useMay } from '../platform/useSession';
import type { Choice } from './exports';
import styles from './ExportMenu.module.css';
import { count, duration } from './formats';
import { Icon } from './Icon';
import { Kbd } from './Kbd';
import { toast, toastError } from './toasts';

/** Choices under a heading that says what they hold. */
export type ChoiceGroup = { label: string; choices: readonly Choice[] };

/** Rows that a list has given, of how many, in what time. */
type Came = { done: number; total: number; seconds: number };

type Props = {
  label: string;
  groups: readonly ChoiceGroup[];
  /** There is something to take out. */
  ready: boolean;
  opened: boolean;
  onChange: (opened: boolean) => void;
  align?: 'start' | 'end';
  /** As large as the buttons beside it. */
  small?: boolean;
};

export function ExportMenu({ label, groups, ready, opened, onChange, align = 'start', small = true }: Props) {
  const may = useMay('export');
  const away = useAway();
  const [came, setCame] = useState<Came | null>(null);
  const stop = useRef<AbortController | null>(null);
  // Who leaves the screen sees no progress any more and could not cancel.
  useEffect(() => () => stop.current?.abort(), []);
  const take = useMutation<boolean, WireError, Choice>({
    mutationFn: async (choice) => {
      const control = new AbortController();
      stop.current = control;
      const since = Date.now();
      const file = await choice.take({ signal: control.signal, told: (done, total) => setCame(done < total ? { done, total, seconds: (Date.now() - since) / 1000 } : null) });
      return file !== null && (await saveExport(file)).saved;
    },
    onSettled: () => setCame(null),
    onSuccess: (saved, choice) => {
      if (saved) toast({ tone: 'good', title: choice.saved.title, text: choice.saved.text });
    },
    onError: toastError,
  });
  const enabled = may && ready && !away && !take.isPending;
  if (came !== null) return <Coming came={came} small={small} onCancel={() => stop.current?.abort()} />;
  return (
    <Menu opened={opened && enabled} onChange={onChange} position={`bottom-${align}`} shadow="md" width={280}>
      <Menu.Target>
        <button
          type="button"
          className={small ? 'button small' : 'button'}
          disabled={!enabled}
          aria-busy={take.isPending}
          title={!may ? 'Your role does not export; analysts, informaticists and leads do.' : away ? AWAY : undefined}
        >
          <Icon name="download" size={12} />
          {take.isPending ? 'Exporting' : label} <Kbd keys="E" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {groups.map((group, at) => (
          <div key={group.label} role="group" aria-label={group.label}>
            {at > 0 && <Menu.Divider />}
            <Menu.Label>{group.label}</Menu.Label>
            {group.choices.map((choice) => (
              <Menu.Item key={choice.id} className={styles['row']} onClick={() => take.mutate(choice)}>
                <span className={styles['item']}>
                  <b>{choice.name}</b>
                  <span className="dim x">{choice.hint}</span>
                </span>
              </Menu.Item>
            ))}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** A long list on its way into a file. */
function Coming({ came: { done, total, seconds }, small, onCancel }: { came: Came; small: boolean; onCancel: () => void }) {
  const rate = done / Math.max(0.001, seconds);
  return (
    <span className={styles['coming']}>
      <progress className={styles['progress']} value={done} max={total} aria-label="Export" />
      <span className="x mid cut">{count(done)} of {count(total)} rows · {count(Math.round(rate))} rows/s · {duration((total - done) / rate)} left</span>
      <button type="button" className={small ? 'button small' : 'button'} onClick={onCancel}>Cancel</button>
    </span>
  );
}

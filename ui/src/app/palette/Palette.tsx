// Search or run a command: Ctrl/Cmd-K reaches everything. Screens and actions fit at once; what the workspace finds
// comes below, group by group. Arrow keys move, Enter runs, Escape leaves. Focus stays in the input (a combobox).
import { Modal } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Icon } from '../../components/Icon';
import { Kbd } from '../../components/Kbd';
import { useRuns } from '../../components/useRuns';
import { call } from '../../platform/call';
import { useMay } from '../../platform/useSession';
import { useLeave } from '../leave';
import { fixedEntries, type Entry } from './entries';
import { grouped, match, ranked } from './match';
import { useFound } from './useFound';
import styles from './Palette.module.css';

function Marked({ text, typed }: { text: string; typed: string }): ReactNode {
  const found = typed.trim() === '' ? null : match(text, typed);
  if (found === null) return text;
  const parts: ReactNode[] = [];
  let at = 0;
  for (const [from, to] of found.marks) {
    if (from < at) continue;
    parts.push(text.slice(at, from), <mark key={from}>{text.slice(from, to)}</mark>);
    at = to;
  }
  return [...parts, text.slice(at)];
}

export function Palette({ onClose }: { onClose: () => void }) {
  const id = useId();
  const router = useRouter();
  const leave = useLeave();
  const runs = useRuns();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const go = (to: string): void => router.history.push(to);
  const signOut = (): void => void call('sign_out', {}).catch(() => undefined).finally(leave);
  const fixed = fixedEntries({ go, runs, mayExport: useMay('export'), signOut });
  const found = useFound(typed, go);
  const entries: Entry[] = [...grouped(ranked(fixed, typed).map((one) => one.entry)), ...found.entries];
  const chosen = Math.min(at, Math.max(0, entries.length - 1));

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  const run = (entry: Entry | undefined): void => {
    if (entry === undefined) return;
    onClose();
    entry.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && entries.length > 0) {
      event.preventDefault();
      setAt((chosen + step + entries.length) % entries.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(entries[chosen]);
    }
  };

  return (
    <Modal opened onClose={onClose} withCloseButton={false} centered={false} yOffset="12vh" size={640} padding={0} aria-label="Search or run a command">
      <div className={styles['input']}>
        <Icon name="search" size={16} />
        <input
          data-autofocus
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={entries.length > 0 ? `${id}-${chosen}` : undefined}
          aria-label="Search or run a command"
          placeholder="Screen, action, artifact, patient, rule or cause"
          value={typed}
          onChange={(event) => { setTyped(event.target.value); setAt(0); }}
          onKeyDown={onKeyDown}
          spellCheck={false}
          autoComplete="off"
        />
        {found.looking && <span className="dim x">looking…</span>}
        <Kbd keys="Esc" />
      </div>
      <div className={styles['list']} id={`${id}-list`} role="listbox" ref={list} aria-label="Results">
        {entries.map((entry, index) => (
          <div key={entry.id}>
            {entries[index - 1]?.group !== entry.group && <h3 className={styles['group']}>{entry.group}</h3>}
            <div
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === chosen}
              className={styles['entry']}
              onPointerMove={() => setAt(index)}
              onClick={() => run(entry)}
            >
              <Icon name={entry.icon} size={15} />
              <span className="cut"><Marked text={entry.name} typed={typed} /></span>
              <span className={`dim x cut ${styles['hint'] ?? ''}`}>{entry.hint}</span>
              {entry.keys !== undefined && <span className={styles['keys']}>{entry.keys.split(' ').map((key) => <Kbd key={key} keys={key} />)}</span>}
            </div>
          </div>
        ))}
        {entries.length === 0 && (
          <p className={styles['none']}>{found.looking ? 'Looking in the workspace…' : 'Nothing fits. Try part of an artifact’s name, a patient’s pseudonym or a rule.'}</p>
        )}
      </div>
    </Modal>
  );
}

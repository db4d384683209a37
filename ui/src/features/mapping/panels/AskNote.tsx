// Asks why, before something that the history keeps: approving a version, removing a rule, restoring a version.
import { useState, type ReactNode } from 'react';
import type { WireError } from '../../../contract/contract';
import { Dialog } from '../../../components/Dialog';
import styles from './panels.module.css';

type Props = {
  title: string;
  children: ReactNode;
  placeholder: string;
  action: string;
  danger?: boolean;
  /** It is being done. */
  busy: boolean;
  /** It cannot be done: what is shown above says why. */
  barred?: boolean;
  error: WireError | null;
  /** The note may be left out. */
  optional?: boolean;
  onDo: (note: string) => void;
  onClose: () => void;
};

export function AskNote({ title, children, placeholder, action, danger = false, busy, barred = false, error, optional = false, onDo, onClose }: Props) {
  const [note, setNote] = useState('');
  return (
    <Dialog title={title} label={title} onClose={onClose} busy={busy}>
      <form className={styles['form']} onSubmit={(event) => { event.preventDefault(); if (!busy && !barred) onDo(note.trim()); }}>
        <div className={styles['text']}>{children}</div>
        <input className="input" value={note} placeholder={placeholder} aria-label={placeholder} data-first onChange={(event) => setNote(event.target.value)} />
        {error !== null && <p className="safety x" role="alert">{error.message}{error.incident === null ? '' : ` Incident ${error.incident}.`}</p>}
        <div className={styles['buttons']}>
          <button type="button" className="button" disabled={busy} onClick={onClose}>Cancel</button>
          <button type="submit" className={`button ${danger ? 'danger' : 'primary'}`} disabled={busy || barred || (!optional && note.trim() === '')}>{action}</button>
        </div>
      </form>
    </Dialog>
  );
}

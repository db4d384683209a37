// A dialog of this screen, on the platform's own <dialog>: it traps the focus, closes on Escape and gives the focus
// back. What carries `data-first` gets it at the start. `side` stands at the right edge, full height, for reading; the other is small and asks something.
import { useEffect, useRef, type ReactNode } from 'react';
import { Icon } from '../../../components/Icon';
import styles from './panels.module.css';
import { besideCloses } from '../../../components/beside';
import { useModal } from '../../../components/useModal';

type Props = { title: ReactNode; label: string; side?: boolean; onClose: () => void; actions?: ReactNode; children: ReactNode };

export function Dialog({ title, label, side = false, onClose, actions, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useModal(dialog);
  useEffect(() => {
    dialog.current?.querySelector<HTMLElement>('[data-first]')?.focus();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={side ? styles['side'] : styles['small']}
      aria-modal="true"
      role="dialog"
      aria-label={label}
      onCancel={(event) => { event.preventDefault(); onClose(); }}
      {...besideCloses(onClose)}
    >
      <div className={styles['sheet']}>
        <header className={styles['top']}>
          <h2>{title}</h2>
          <span className={styles['push']}>{actions}</span>
          <button type="button" className={styles['close']} aria-label="Close" onClick={onClose}><Icon name="cross" size={13} /></button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

// The one dialog, on the platform's own <dialog>: it traps the focus, closes on Escape, keeps the screen's keys silent and gives the focus
// back where it was, so that a list that was walked with the keys is walked on. A press beside it closes it too, unless somebody has written
// into it: what was typed is not lost by a slip of the hand.
// `small` asks something in the middle; `side` stands at the right edge, full height, for reading.
import { useEffect, useLayoutEffect, useRef, type FormEvent, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import { Icon } from './Icon';
import styles from './dialog.module.css';

type Props = {
  /** Its name for who does not see it. */
  label: string;
  /** Its heading; a plain text is cut where it is too long, and stands in full beside the pointer. */
  title: ReactNode;
  shape?: 'small' | 'side';
  /** Pixels; it gets narrower with the window. */
  width?: number;
  /** Between the heading and the cross. */
  actions?: ReactNode;
  /** What carries `data-first` gets the focus at the start, and again whenever this changes. */
  stage?: unknown;
  onClose: () => void;
  /** A request is under way: Escape, the cross and a press beside do nothing until it is answered, or nobody would hear the answer. */
  busy: boolean;
  /** What Escape does where it is not to close: a step back. */
  onEscape?: (() => void) | undefined;
  onKeyDown?: (event: KeyboardEvent) => void;
  children: ReactNode;
};

export function Dialog({ label, title, shape = 'small', width = 560, actions, stage, onClose, busy, onEscape = onClose, onKeyDown, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const close = (): void => {
    if (!busy) onClose();
  };
  useLayoutEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    if (element !== null && !element.open) element.showModal();
    // The platform gives the focus back too, but only from a dialog that is closed before it leaves the page.
    return () => {
      element?.close();
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  useEffect(() => {
    dialog.current?.querySelector<HTMLElement>('[data-first]')?.focus();
  }, [stage]);
  return (
    <dialog
      ref={dialog}
      className={styles[shape]}
      style={{ maxWidth: width }}
      aria-modal="true"
      role="dialog"
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        if (!busy) onEscape();
      }}
      onKeyDown={onKeyDown}
      {...besideCloses(close)}
    >
      <div className={styles['sheet']}>
        <header className={styles['top']}>
          <h2 className="cut" title={typeof title === 'string' ? title : undefined}>
            {title}
          </h2>
          <span className={styles['actions']}>{actions}</span>
          <button type="button" className={styles['close']} aria-label="Close" disabled={busy} onClick={close}>
            <Icon name="cross" size={13} />
          </button>
        </header>
        <div className={styles['body']}>{children}</div>
      </div>
    </dialog>
  );
}

export function besideCloses(onClose: () => void) {
  return {
    onInput: (event: FormEvent<HTMLElement>): void => {
      event.currentTarget.dataset['written'] = '';
    },
    onMouseDown: (event: MouseEvent<HTMLElement>): void => {
      if (event.target === event.currentTarget && event.currentTarget.dataset['written'] === undefined) onClose();
    },
  };
}

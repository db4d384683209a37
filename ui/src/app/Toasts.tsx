// The short messages at the lower right. Bad news stays until it is closed; the rest passes after six seconds.
import { useEffect, useSyncExternalStore } from 'react';
import { Icon } from '../components/Icon';
import { Kbd } from '../components/Kbd';
import { COVER, dismissToast, takeToast, toastStore, undoLast, type Toast } from '../components/toasts';
import styles from './Toasts.module.css';

export function Toasts() {
  const shown = useSyncExternalStore(toastStore.subscribe, toastStore.read);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [contenteditable="true"]') !== null;
      if (event.defaultPrevented || typing || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.key.toLowerCase() !== 'z') return;
      if (document.querySelector(COVER) !== null) return;
      // A screen that has an undo of its own comes first, whoever was asked first.
      setTimeout(() => {
        if (!event.defaultPrevented) undoLast();
      });
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return (
    <div className={styles['toasts']} role="status" aria-live="polite">
      {shown.map((one) => <One key={one.id} toast={one} />)}
    </div>
  );
}

function One({ toast }: { toast: Toast }) {
  useEffect(() => {
    if (toast.tone === 'bad') return;
    const timer = setTimeout(() => dismissToast(toast.id), 6_000);
    return () => clearTimeout(timer);
  }, [toast]);
  const { action } = toast;
  return (
    <div className={styles['toast']} data-tone={toast.tone}>
      <Icon name={toast.tone === 'good' ? 'done' : toast.tone === 'bad' ? 'warn' : 'info'} />
      <div>
        <b>{toast.title}</b>
        {toast.text !== undefined && <p>{toast.text}</p>}
        {action !== undefined && (
          <button type="button" className="accent" onClick={() => takeToast(toast)}>{action.label}{action.undoes === true && <> <Kbd keys="Mod Z" /></>}</button>
        )}
      </div>
      <button type="button" aria-label="Close" onClick={() => dismissToast(toast.id)}><Icon name="cross" size={12} /></button>
    </div>
  );
}

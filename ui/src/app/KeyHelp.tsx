// The keys of this screen and those of every screen, as `?` shows them. On the platform's own <dialog>: Escape closes it.
import { useRef } from 'react';
import { Icon } from '../components/Icon';
import { Kbd } from '../components/Kbd';
import { besideCloses } from '../components/beside';
import { useShownKeys, type ShownKeys } from '../components/keysShown';
import styles from './KeyHelp.module.css';
import { screens } from './screens';
import { useModal } from '../components/useModal';

const everywhere: ShownKeys = [
  ['Mod K', 'search or run a command'],
  ...screens.map(({ key, name }) => [`G ${key.toUpperCase()}`, name] as const),
  ['Esc', 'close, or back'],
  ['?', 'these keys'],
];

export function KeyHelp({ screen, onClose }: { screen: string; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const here = useShownKeys();
  useModal(dialog);
  return (
    <dialog
      ref={dialog}
      className={styles['dialog']}
      aria-modal="true"
      role="dialog"
      aria-label="Keys"
      onCancel={(event) => { event.preventDefault(); onClose(); }}
      onKeyDown={(event) => { if (event.key === '?') onClose(); }}
      {...besideCloses(onClose)}
    >
      <header className={styles['top']}>
        <h2>Keys</h2>
        <button type="button" className={styles['close']} aria-label="Close" onClick={onClose}><Icon name="cross" size={13} /></button>
      </header>
      <div className={styles['lists']}>
        <List title={screen} keys={here} />
        <List title="Everywhere" keys={everywhere} />
      </div>
    </dialog>
  );
}

function List({ title, keys }: { title: string; keys: ShownKeys }) {
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      {keys.length === 0 && <p className="dim x">No keys of its own at the moment.</p>}
      <dl>
        {keys.map(([key, word]) => (
          <div key={`${key} ${word}`}>
            <dt>{key.split(' ').map((one) => <Kbd key={one} keys={one} />)}</dt>
            <dd>{word}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

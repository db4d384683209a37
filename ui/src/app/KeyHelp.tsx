// The keys of this screen and those of every screen, as `?` shows them.
import { Dialog } from '../components/Dialog';
import { Kbd } from '../components/Kbd';
import { useShownKeys, type ShownKeys } from '../components/keysShown';
import styles from './KeyHelp.module.css';
import { screens } from './screens';

const everywhere: ShownKeys = [
  ['Mod K', 'search or run a command'],
  ...screens.map(({ key, name }) => [`G ${key.toUpperCase()}`, name] as const),
  ['Esc', 'close, or back'],
  ['?', 'these keys'],
];

export function KeyHelp({ screen, onClose }: { screen: string; onClose: () => void }) {
  const here = useShownKeys();
  return (
    <Dialog label="Keys" title="Keys" busy={false} onClose={onClose} onKeyDown={(event) => { if (event.key === '?') onClose(); }}>
      <div className={styles['lists']}>
        <List title={screen} keys={here} />
        <List title="Everywhere" keys={everywhere} />
      </div>
    </Dialog>
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

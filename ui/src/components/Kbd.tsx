// A key to press, as drawn on buttons and in footers. "Mod" is Ctrl, or Command on a Mac.
import styles from './small.module.css';

const mac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

export function Kbd({ keys }: { keys: string }) {
  return <kbd className={`kbd ${styles['kbd'] ?? ''}`}>{keys.replace('Mod', mac ? '⌘' : 'Ctrl')}</kbd>;
}

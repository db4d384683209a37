// The line at the foot of a screen: keys that work here on the left, what is shown on the right.
import type { ReactNode } from 'react';
import { Kbd } from './Kbd';
import styles from './small.module.css';
import { useTellKeys } from './keysShown';

export function StatusBar({ keys, children }: { keys: readonly (readonly [string, string])[]; children?: ReactNode }) {
  useTellKeys(keys);
  return (
    <footer className={styles['statusBar']}>
      <span className={styles['statusKeys']}>
        {keys.map(([key, word]) => (
          <span key={key}>
            {key.split(' ').map((one) => <Kbd key={one} keys={one} />)} {word}
          </span>
        ))}
      </span>
      <span className={styles['statusEnd']}>{children}</span>
    </footer>
  );
}

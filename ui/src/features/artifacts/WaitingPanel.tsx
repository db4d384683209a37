// Keeps the place of a panel until its list has arrived, so that the list does not change its width under the eyes.
import styles from './corners.module.css';

export function WaitingPanel() {
  return (
    <aside className={styles['panel']} aria-busy="true" aria-label="Loading">
      <div className={styles['waiting']} />
    </aside>
  );
}

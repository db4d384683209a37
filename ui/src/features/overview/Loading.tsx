// The Overview while its first answer is on the way: the same frame, nothing jumps.
import { Skeleton } from '../../components/Skeleton';
import styles from './Overview.module.css';

export function Loading() {
  return (
    <div className={styles['screen']} aria-busy="true" aria-label="Loading the overview">
      <header className={styles['head']}><h1>Overview</h1><Skeleton width={320} /></header>
      <div className={styles['waiting']}>
        {Array.from({ length: 14 }, (_, row) => <Skeleton key={row} width={`${90 - ((row * 17) % 40)}%`} height={row < 2 ? 24 : 11} />)}
      </div>
    </div>
  );
}

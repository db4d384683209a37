// A place that is still loading, of the size of what will stand there, so that nothing jumps.
import styles from './small.module.css';

export function Skeleton({ width = '100%', height = 10 }: { width?: number | string; height?: number }) {
  return <span className={styles['skeleton']} style={{ width, height }} aria-hidden="true" />;
}

// `+310`, coloured by nothing: more statements are neither good nor bad.
import { count, signed } from '../../components/formats';
import styles from './part.module.css';

export function Change({ now, saved }: { now: number; saved: number }) {
  return now === saved ? null : <span className={styles['change']} title={`${count(saved)} by the saved lens`}>{signed(now - saved)}</span>;
}

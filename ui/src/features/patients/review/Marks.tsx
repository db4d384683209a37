/** The state of a chart or of a sample: a shape, a colour and a word, and how far a sample is read. */
import { Icon } from '../../../components/Icon';
import { count } from '../../../components/formats';
import { markOf } from './words';
import styles from './review.module.css';

export function StateMark({ state, word = true }: { state: string; word?: boolean }) {
  const { icon, tone, words } = markOf(state);
  return (
    <span className={styles['mark']}>
      <Icon name={icon} size={13} className={tone} {...(word ? {} : { title: words })} />
      {word && <span className={tone === 'dim' ? 'mid' : undefined}>{words}</span>}
    </span>
  );
}

export function Progress({ done, of, label = true }: { done: number; of: number; label?: boolean }) {
  const share = of === 0 ? 0 : (done / of) * 100;
  return (
    <span className={styles['progress']}>
      <span className="bar" role="img" aria-label={`${count(done)} of ${count(of)}`}><i style={{ width: `${share}%` }} /></span>
      {label && <span><b>{count(done)}</b> of {count(of)}</span>}
    </span>
  );
}

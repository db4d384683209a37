// Who decided what, and why, newest first. Nothing in it is ever overwritten: a decision taken back is a line of its own.
import { Ago } from '../../components/Ago';
import type { Decided } from '../../contract/contract';
import styles from './corners.module.css';
import { RulingMark } from './RulingMark';
import type { Ruling } from './rulings';

export function RulingHistory({ rulings, history }: { rulings: readonly Ruling[]; history: readonly Decided[] }) {
  return (
    <section>
      <div className={styles['heading']}>
        <h3>History</h3>
      </div>
      {history.length === 0 && <p className="x dim">Nobody has decided on it yet.</p>}
      {history.map((one, index) => (
        <div key={history.length - index} className={styles['entry']}>
          <RulingMark rulings={rulings} word={one.word} />
          <b>{one.by}</b>
          <span className="dim x"><Ago atMs={one.atMs} /></span>
          <p>
            {one.owner !== '' && <>owner: <b>{one.owner}</b>{one.reason === '' ? '' : '; '}</>}
            {one.reason === '' && one.owner === '' ? 'taken back' : one.reason}
          </p>
        </div>
      ))}
    </section>
  );
}

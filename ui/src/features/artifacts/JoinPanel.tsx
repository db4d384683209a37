// One join: its two ends, what is lost along it, why it is thought to be one, and which other joins the two relations have.
import { Icon } from '../../components/Icon';
import { percent, plural } from '../../components/formats';
import type { Join } from '../../contract/contract';
import { useCommand } from '../../platform/call';
import styles from './corners.module.css';
import { orphanWords } from './orphanWords';
import { BasisMark } from './Marks';
import { Neighbours } from './Neighbours';

const MOST = 200;

export function JoinPanel({ join, onClose, onText }: { join: Join; onClose: () => void; onText: (text: string) => void }) {
  return (
    <aside className={styles['panel']} aria-label="Join">
      <header className={styles['head']}>
        <Icon name="link" className="mid" />
        <h2>Join</h2>
        <BasisMark basis={join.basis} />
        <span className="x mid">score {join.score.toFixed(2)}</span>
        <button type="button" className={`button small quiet ${styles['end'] ?? ''}`} aria-label="Close the panel" onClick={onClose}>
          <Icon name="cross" size={12} />
        </button>
      </header>
      <div className={styles['body']}>
        <section className={styles['ends']}>
          <End relation={join.fromRelation} field={join.fromField} what="refers" onText={onText} />
          <div className={styles['flow']} data-loses={join.contained < 1 || undefined}>
            <Icon name="down" size={12} />
            <span>
              <b>{percent(join.contained)}</b> of its values are found
            </span>
          </div>
          <End relation={join.toRelation} field={join.toField} what="key" onText={onText} />
          <p className={join.orphans === 0 ? styles['kept'] : styles['lost']}>{orphanWords(join)}</p>
        </section>
        <section>
          <div className={styles['heading']}>
            <h3>Why</h3>
          </div>
          <ul className={styles['reasons']}>
            {join.reasons.map((reason) => (
              <li key={reason}>
                <Icon name="check" size={11} className="dim" />
                <span>{reason}</span>
              </li>
            ))}
          </ul>
        </section>
        <Around join={join} onText={onText} />
      </div>
    </aside>
  );
}

function End({ relation, field, what, onText }: { relation: string; field: string; what: string; onText: (text: string) => void }) {
  return (
    <div className={styles['joinEnd']}>
      <span className="mono b cut" title={`${relation}.${field}`}>
        {field}
      </span>
      <span className="x dim">{what}</span>
      <button type="button" className="mono x accent cut" title={`Joins of ${relation}`} onClick={() => onText(relation)}>
        {relation}
      </button>
    </div>
  );
}

/** The joins of the relation that is referred to, as a small graph. */
function Around({ join, onText }: { join: Join; onText: (text: string) => void }) {
  const centre = join.toRelation;
  const { data } = useCommand('joins', { offset: 0, limit: MOST, text: centre, artifact: '', kinds: [], states: [], sort: '-score' });
  const around = (data?.rows ?? []).filter((one) => one.fromRelation === centre || one.toRelation === centre);
  if (around.length === 0) return null;
  return (
    <section>
      <div className={styles['heading']}>
        <h3>
          Around <span className="mono">{centre}</span>
        </h3>
        <span className={`dim x ${styles['push'] ?? ''}`}>{plural(around.length, 'join')}</span>
      </div>
      <Neighbours centre={centre} joins={around} shown={join} onText={onText} />
    </section>
  );
}

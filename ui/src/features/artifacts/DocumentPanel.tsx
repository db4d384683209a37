// One document: whom it names against whom it is filed under, why that is thought, and the ways to both charts, to the file, and
// to its copies.
import { Icon } from '../../components/Icon';
import { percent } from '../../components/formats';
import type { DocumentRow } from '../../contract/contract';
import corners from './corners.module.css';
import { PatientToken, VerdictMark } from './DocumentMarks';
import styles from './documents.module.css';
import { copyWords, filedWords, readWords, verdictOf } from './documentWords';
import { FieldLink } from './FieldLink';
import { iconOf } from './Marks';

type Props = { row: DocumentRow; onClose: () => void; onOnly: (artifact: string) => void };

export function DocumentPanel({ row, onClose, onOnly }: Props) {
  const { means } = verdictOf(row.verdict);
  const missing = row.verdict === 'indexed but missing';
  const copies = copyWords(row);
  return (
    <aside className={corners['panel']} aria-label="Document">
      <header className={corners['head']}>
        <Icon name={missing ? 'no' : iconOf(row.format)} className="mid" />
        <h2>Document</h2>
        <VerdictMark verdict={row.verdict} word="whole" />
        <button type="button" className={`button small quiet ${corners['end'] ?? ''}`} aria-label="Close the panel" onClick={onClose}>
          <Icon name="cross" size={12} />
        </button>
      </header>
      <div className={corners['body']}>
        <section className={corners['lead']}>
          <p className={corners['words']}>{means}</p>
        </section>
        <section>
          <Sides row={row} />
        </section>
        <section>
          <div className={corners['heading']}>
            <h3>Why</h3>
            {row.linked !== '' && <span className={`dim x ${corners['push'] ?? ''}`}>{percent(Math.max(0, row.score))} sure whom it names</span>}
          </div>
          <ul className={corners['reasons']}>
            {row.evidence.map((reason) => (
              <li key={reason}>
                <Icon name="info" size={11} className="dim" />
                <span>{reason}</span>
              </li>
            ))}
          </ul>
        </section>
        <section>
          <dl className={corners['facts']}>
            <dt>{missing ? 'Listed in' : 'File'}</dt>
            <dd>
              <FieldLink artifact={row.artifact} relation="" field="" name={row.name} />
              {missing && (
                <button type="button" className={corners['only']} onClick={() => onOnly(row.artifact)}>
                  only its documents
                </button>
              )}
            </dd>
            {!missing && (
              <>
                <dt>Read</dt>
                <dd>{readWords(row)}</dd>
              </>
            )}
            {copies !== '' && (
              <>
                <dt>Copies</dt>
                <dd>{copies}</dd>
              </>
            )}
          </dl>
        </section>
      </div>
    </aside>
  );
}

function Sides({ row }: { row: DocumentRow }) {
  const against = row.verdict === 'filed under another patient' || row.verdict === 'names two patients';
  const agree = row.verdict === 'filed right';
  return (
    <div className={styles['sides']}>
      <div className={styles['side']} data-against={against || undefined}>
        <span>it names</span>
        {row.between.length > 0 ? (
          <span className="mono">{row.between.join(' and ')}</span>
        ) : (
          <span>
            <PatientToken id={row.linked} chart={row.linkedChart} none="nobody for sure" />
          </span>
        )}
      </div>
      <Icon name={agree ? 'check' : against ? 'differs' : 'minus'} size={14} title={agree ? 'they agree' : against ? 'they do not agree' : 'nothing to compare'} />
      <div className={styles['side']} data-against={against || undefined}>
        <span>filed under</span>
        <span>
          <PatientToken id={row.filed} chart={row.filedChart} none="nobody" />
        </span>
        {row.filedBy !== '' && (
          <span className={styles['by']} title={row.filedAt}>
            {filedWords(row.filedBy)}
            {row.filedAt !== '' && <> · <span className="mono">{row.filedAt}</span></>}
          </span>
        )}
      </div>
    </div>
  );
}

/** A statement without a finding, beside the chart: what both books say, and that they agree. */
import { Explained } from '../../../components/Explained';
import { Icon } from '../../../components/Icon';
import { Kbd } from '../../../components/Kbd';
import { Verdict } from '../../../components/Verdict';
import type { ChartStatement } from '../../../contract/contract';
import type { Book } from '../timeline/book';
import { whenOf } from './HoverCard';
import styles from './panel.module.css';

const ROWS: readonly (readonly [string, (statement: ChartStatement) => string])[] = [
  ['concept', (one) => one.label],
  ['codes', (one) => one.codes.join(', ')],
  ['when', whenOf],
  ['status', (one) => one.status],
  ['value', (one) => one.value],
  ['reference', (one) => (one.range === null ? '' : `${one.range[0]}–${one.range[1]} ${one.unit}`)],
];

interface Props {
  readonly statement: ChartStatement;
  readonly book: Book;
  /** The patient whose chart it is, for asking why it was paired. */
  readonly patient: string;
  readonly explained: boolean;
  readonly onExplain: () => void;
  readonly onClose: () => void;
}

export function StatementPanel({ statement, book, patient, explained, onExplain, onClose }: Props) {
  const pair = (book.pairsOf.get(statement.id) ?? [])[0];
  const find = (id: string | null | undefined) => (id === null || id === undefined ? undefined : book.statements.get(id));
  const legacy = statement.side === 'legacy' ? statement : find(pair?.legacy);
  const destination = statement.side === 'legacy' ? find(pair?.destination) : statement;
  return (
    <aside className={styles['panel']} aria-label="Statement">
      <div className={styles['place']}>
        <b>Statement</b><span className="tag">{statement.kind}</span>
        <button type="button" className="button small quiet" aria-label="Back to the findings" onClick={onClose}><Icon name="cross" size={11} /></button>
      </div>
      <div className={styles['scroll']}>
        <section>
          <div className={styles['title']}>
            <Verdict name={pair?.verdict ?? 'same'} size={20} />
            <div>
              <h2>{statement.label}</h2>
              <p>{pair === undefined ? 'Not aligned with a statement of the other book.' : pair.verdict === 'equivalent' ? 'Recoded; both books mean the same.' : 'Both books say the same.'}</p>
            </div>
          </div>
        </section>
        <section>
          <table className={styles['aspects']}>
            <thead><tr><th scope="col"><span className="hidden-text">Aspect</span></th><th scope="col" className="legacy">Legacy</th><th scope="col" className="destination">Destination</th></tr></thead>
            <tbody>
              {ROWS.filter(([, read]) => (legacy && read(legacy) !== '') || (destination && read(destination) !== '')).map(([name, read]) => (
                <tr key={name}><th scope="row">{name}</th><Cell statement={legacy} read={read} /><Cell statement={destination} read={read} /></tr>
              ))}
            </tbody>
          </table>
        </section>
        <section>
          <h3>Why this pair <span><Kbd keys="E" /> {explained ? 'hide the evidence' : 'explain'}</span></h3>
          <button type="button" className={styles['more']} aria-expanded={explained} onClick={onExplain}>{explained ? 'Hide the evidence' : 'Show the evidence, the rivals and the tolerances'}</button>
          {explained && <Explained id={patient} statement={statement.id} />}
        </section>
      </div>
    </aside>
  );
}

function Cell({ statement, read }: { statement: ChartStatement | undefined; read: (statement: ChartStatement) => string }) {
  const text = statement ? read(statement) : '';
  return <td>{text === '' ? <span className={styles['absent']}>absent</span> : text}</td>;
}

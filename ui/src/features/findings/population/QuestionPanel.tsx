// One question: what it means, both answers, by what patients were known, and the way to the patients behind the difference.
import { Link } from '@tanstack/react-router';
import { Icon } from '../../../components/Icon';
import { Kbd } from '../../../components/Kbd';
import { people } from '../../../components/formats';
import type { QuestionRow } from '../../../contract/contract';
import { useMay } from '../../../platform/useSession';
import styles from './population.module.css';
import { Alone } from './Alone';
import { answers, TOLD_ALONE, ways } from './words';

export function QuestionPanel({ row, onClose }: { row: QuestionRow; onClose: () => void }) {
  const charts = useMay('read_charts');
  const lists = ways(row);
  const alone = row.verdict === 'differs' ? TOLD_ALONE : [];
  return (
    <aside className={styles['panel']} aria-label="Question">
      <header>
        <h2>{row.title}</h2>
        <button type="button" className="button small quiet" aria-label="Close the panel" onClick={onClose}>
          <Icon name="cross" size={12} />
        </button>
      </header>
      <p className="mid">{row.about}</p>
      <p className={row.verdict === 'differs' ? styles['differs'] : styles['agrees']}>
        <Icon name={row.verdict === 'differs' ? 'warn' : 'check'} size={12} />{' '}
        {row.verdict !== 'differs' && 'Both books name the same patients.'}
        {row.verdict === 'differs' && (lists.length > 0 ? 'The books do not name the same patients.' : 'Of some patients one of the books alone can tell.')}
      </p>
      <table className={styles['answers']}>
        <thead>
          <tr>
            <td />
            <th scope="col" className="legacy">Legacy</th>
            <th scope="col" className="destination">Destination</th>
          </tr>
        </thead>
        <tbody>
          <Line label={row.statements ? 'statements, of patients' : 'patients'} legacy={answers(row).legacyOf} destination={answers(row).destinationOf} />
          <Line label="known by words alone" legacy={people(row.legacyByWords)} destination={people(row.destinationByWords)} />
          <Line label="cannot be told" legacy={people(row.legacyUnread)} destination={people(row.destinationUnread)} />
        </tbody>
      </table>
      {row.otherValue !== 0 && <p>{people(row.otherValue)} belong to it in both books with another value.</p>}
      <h3>Patients behind the difference</h3>
      {lists.length === 0 && alone.length === 0 && <p className="dim">None: the same patients on both sides.</p>}
      <ul>
        {lists.map((way, index) => (
          <li key={way.difference}>
            <b>{people(way.value)}</b> {way.words}
            {charts && (
              <Link to={'/patients' as string} search={{ question: row.id, difference: way.difference } as never} className="button small">
                Open patients {index === 0 && <Kbd keys="P" />}
              </Link>
            )}
          </li>
        ))}
        {alone.map((way) => (
          <Alone key={way.difference} question={row.id} {...way} charts={charts} only={lists.length === 0} />
        ))}
      </ul>
      <p className="dim x">From 1 to 10 patients are written “&lt;11”; a total that would tell such a number is withheld. The workspace’s command line has the exact counts.</p>
    </aside>
  );
}

function Line({ label, legacy, destination }: { label: string; legacy: string; destination: string }) {
  return (
    <tr>
      <th scope="row">{label}</th>
      <td>{legacy}</td>
      <td>{destination}</td>
    </tr>
  );
}

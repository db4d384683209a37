// The marks of documents: the verdict on where one is filed, and a patient by pseudonym as a way into the charts.
import { Link } from '@tanstack/react-router';
import { Icon } from '../../components/Icon';
import artifacts from './artifacts.module.css';
import styles from './documents.module.css';
import { verdictOf } from './documentWords';

/** Sign, and the verdict in its own words or in short. */
export function VerdictMark({ verdict, word = 'short' }: { verdict: string; word?: 'short' | 'whole' | 'none' }) {
  const { icon, tone, short } = verdictOf(verdict);
  return (
    <span className={`x ${artifacts['state'] ?? ''} ${tone}`} title={word === 'whole' ? undefined : verdict}>
      <Icon name={icon} size={12} {...(word === 'none' ? { title: verdict } : {})} />
      {word === 'short' && <span className="cut">{short}</span>}
      {word === 'whole' && verdict}
    </span>
  );
}

/** A patient's pseudonym; a link where the last comparison has the chart. */
export function PatientToken({ id, chart, none = '–' }: { id: string; chart: boolean; none?: string }) {
  if (id === '') return <span className="dim">{none}</span>;
  if (!chart) {
    return (
      <span className="mono" title="The last comparison has no chart of this patient">
        {id}
      </span>
    );
  }
  return (
    <Link to={`/patients/${id}` as string} className={`mono ${styles['patient'] ?? ''}`} title="Open both charts" onClick={(event) => event.stopPropagation()}>
      {id}
    </Link>
  );
}

// Findings by severity, safety first and never missing, what of them is open, accepted or overdue, and what became of all statements by verdict.
import { Link } from '@tanstack/react-router';
import { count } from '../../components/formats';
import { Severity, severities } from '../../components/Severity';
import { Verdict } from '../../components/Verdict';
import { Icon, type IconName } from '../../components/Icon';
import type { Overview } from '../../contract/contract';
import { splitVerdicts } from './balance';
import styles from './Overview.module.css';

export function Open({ overview }: { overview: Overview }) {
  const { balanced, found } = splitVerdicts(overview.verdicts);
  // Before a comparison nobody knows of a finding: that is no zero.
  const compared = overview.compareRun > 0;
  const all = overview.severities.reduce((sum, facet) => sum + facet.count, 0);
  return (
    <section className={`${styles['block'] ?? ''} ${styles['open'] ?? ''}`} aria-label="Findings by severity and verdict">
      <div>
        <h2>Findings <span className="dim">{compared ? count(all) : '–'}</span></h2>
        {severities.map((name) => {
          const number = overview.severities.find((facet) => facet.value === name)?.count ?? 0;
          return (
            <Link key={name} className={styles['line']} to="/findings" search={{ severities: [name] } as never}>
              <Severity name={name} label />
              <span className={!compared || number === 0 ? 'dim' : name === 'safety' ? 'safety b' : undefined}>{compared ? count(number) : '–'}</span>
            </Link>
          );
        })}
        {compared ? <Standing overview={overview} /> : <p className={`dim x ${styles['standing'] ?? ''}`}>not compared yet</p>}
      </div>
      {overview.verdicts.length > 0 && <div>
        <h2>Verdicts <span className="dim x">of statements</span></h2>
        {balanced.map((facet) => (
          <span key={facet.value} className={styles['line']}><Verdict name={facet.value} label /><span className="mid">{count(facet.count)}</span></span>
        ))}
        {found.map((facet) => (
          <Link key={facet.value} className={styles['line']} to="/findings" search={{ verdicts: [facet.value] } as never}>
            <Verdict name={facet.value} label /><span>{count(facet.count)}</span>
          </Link>
        ))}
      </div>}
    </section>
  );
}

const STATES: readonly (readonly ['open' | 'proposed' | 'accepted' | 'expired' | 'overdue', string, IconName, string])[] = [
  ['open', 'open', 'open', 'mid'],
  ['proposed', 'to sign', 'half', 'accent'],
  ['accepted', 'accepted', 'check', 'good'],
  ['expired', 'waiver expired', 'warn', 'clinical'],
  ['overdue', 'overdue', 'jobs', 'safety'],
];

const MEANS: Partial<Record<(typeof STATES)[number][0], string>> = {
  proposed: 'asked for and not signed by a lead yet: of those that are open',
  accepted: 'accepted as variance, and signed by a lead',
};

/** What is open stands always; the others only where there is something, because most days there is nothing. */
function Standing({ overview }: { overview: Overview }) {
  return (
    <div className={styles['standing']}>
      {STATES.filter(([state]) => state === 'open' || overview.triage[state] > 0).map(([state, words, icon, tone]) => (
        <Link key={state} className={`${styles['line'] ?? ''} ${state === 'proposed' ? (styles['ofThem'] ?? '') : ''}`} to="/findings" search={{ states: [state] } as never} title={MEANS[state]}>
          <Icon name={icon} size={12} className={tone} /> {words}
          <span>{count(overview.triage[state])}</span>
        </Link>
      ))}
    </div>
  );
}

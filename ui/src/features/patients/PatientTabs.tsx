/** The two views of the Patients screen: who is likely to break, and what a sample proves about everybody. */
import { Link } from '@tanstack/react-router';
import styles from './tabs.module.css';

const VIEWS = [
  ['edge', '/patients', 'Edge cases'],
  ['review', '/patients/review', 'Chart review'],
] as const;

export function PatientTabs({ view }: { view: 'edge' | 'review' }) {
  return (
    <nav className={styles['tabs']} aria-label="Views of patients">
      {VIEWS.map(([name, path, words]) => (
        <Link key={name} to={path as string} activeOptions={{ exact: true }} data-current={name === view || undefined}>{words}</Link>
      ))}
    </nav>
  );
}

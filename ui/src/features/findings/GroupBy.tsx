// The ways to look at findings, where they stand as links: beside the lists themselves the first two are buttons that keep the filters.
import { Link } from '@tanstack/react-router';
import styles from './findings.module.css';
import { SignLink } from './signing/SignLink';

export function GroupBy({ here }: { here: 'population' | 'equivalences' | 'sign' }) {
  const current = (one: typeof here): 'page' | undefined => (one === here ? 'page' : undefined);
  return (
    <span className={styles['switch']} role="group" aria-label="Group by">
      <Link to={'/findings' as string} activeOptions={{ exact: true }}>
        By cause
      </Link>
      <Link to={'/findings' as string} search={{ group: 'findings' } as never} activeOptions={{ exact: true }}>
        One by one
      </Link>
      <Link to={'/findings/population' as string} aria-current={current('population')}>
        Populations
      </Link>
      <Link to={'/findings/equivalences' as string} aria-current={current('equivalences')}>
        Equivalences
      </Link>
      <SignLink here={here === 'sign'} />
    </span>
  );
}

// What the last comparison says of equivalences, above the causes: one that explains more than it did is itself a finding.
import { Link } from '@tanstack/react-router';
import { Icon } from '../../../components/Icon';
import { useCommand } from '../../../platform/call';
import styles from './equivalences.module.css';

export function EquivalenceWarnings() {
  const view = useCommand('equivalences', {}).data;
  if (view === undefined || view.warnings.length === 0) return null;
  return (
    <ul className={styles['warnings']} aria-label="Equivalences that want somebody">
      {view.warnings.map((warning) => (
        <li key={warning}>
          <Icon name="warn" size={13} /> {warning}
          <Link to={'/findings/equivalences' as string} search={{ id: view.rows.find((row) => warning.startsWith(`Equivalence ${row.id} `))?.id } as never}>
            Show
          </Link>
        </li>
      ))}
    </ul>
  );
}

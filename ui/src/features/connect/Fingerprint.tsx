// A certificate's SHA-256 fingerprint in groups of four, four groups a line, so that two people can compare it aloud.
// Groups that differ from `against` are marked.
import { fingerprintGroups } from '../../components/formats';
import styles from './Connect.module.css';

export function Fingerprint({ value, against, label }: { value: string; against?: string; label: string }) {
  const groups = fingerprintGroups(value);
  const other = against === undefined ? groups : fingerprintGroups(against);
  return (
    <div className={styles['print']} aria-label={`${label}: ${groups.join(' ')}`} role="img">
      {groups.map((group, at) => <span key={at} data-differs={group !== other[at]}>{group}</span>)}
    </div>
  );
}

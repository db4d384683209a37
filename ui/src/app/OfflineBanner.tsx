// The workspace does not answer: what is on screen is the last preview, and since when.
import { useQueryClient } from '@tanstack/react-query';
import { moment } from '../components/formats';
import { Icon } from '../components/Icon';
import { sentence } from '../platform/failure';
import styles from './Shell.module.css';

export function OfflineBanner({ sinceMs }: { sinceMs: number | null }) {
  const client = useQueryClient();
  return (
    <div className={styles['banner']} role="status">
      <Icon name="offline" />
      <span>{sentence('offline')}{sinceMs !== null && ` Since ${moment(sinceMs)}.`} Changes cannot be saved until it is back.</span>
      <button type="button" onClick={() => void client.refetchQueries({ type: 'active' })}>Try now</button>
    </div>
  );
}

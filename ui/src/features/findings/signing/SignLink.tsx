// The way to what waits for a lead, with how much that is: nobody has to go there to see that nothing does.
import { Link } from '@tanstack/react-router';
import { count } from '../../../components/formats';
import { useCommand } from '../../../platform/call';
import styles from './signing.module.css';

export function SignLink({ here = false }: { here?: boolean }) {
  const queue = useCommand('sign_queue', {});
  const waiting = (queue.data?.waiversWaiting ?? 0) + (queue.data?.samplesWaiting ?? 0);
  return (
    <Link to={'/findings/sign' as string} aria-current={here ? 'page' : undefined} aria-label={waiting > 0 ? `To sign, ${count(waiting)} wait` : 'To sign'}>
      To sign {waiting > 0 && <span className={styles['badge']}>{count(waiting)}</span>}
    </Link>
  );
}

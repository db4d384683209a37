// Whose word the claim of a sample is: nobody's while charts are read, then a lead's. The way to sign leads to where all that waits stands.
import { Link } from '@tanstack/react-router';
import { Ago } from '../../../components/Ago';
import { Icon } from '../../../components/Icon';
import { useCommand } from '../../../platform/call';
import styles from './review.module.css';

export function Signature({ sample }: { sample: string }) {
  const queue = useCommand('sign_queue', {});
  const row = queue.data?.samples.find((one) => one.id === sample);
  // Before every chart is settled there is nothing to sign, and the bounds say what is left.
  if (row === undefined) return null;
  if (row.signed === '') {
    return (
      <span className={`${styles['signature']} accent`}>
        <Icon name="half" size={12} /> read in full, waits for a lead
        <Link to={'/findings/sign' as string} search={{ view: 'samples', id: sample } as never}>
          {row.maySign ? 'Sign it' : 'To sign'}
        </Link>
      </span>
    );
  }
  const [icon, tone] = row.signed === 'approved' ? (['shield', 'good'] as const) : (['no', 'clinical'] as const);
  return (
    <span className={`${styles['signature']} ${tone}`} title={row.signedReason}>
      <Icon name={icon} size={12} /> {row.signed} by {row.signedBy}, <Ago atMs={row.signedMs} />
    </span>
  );
}

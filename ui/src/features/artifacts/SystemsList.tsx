// The code systems that the values of a field look like: how many pass by form or check digit, and how many are members of a list of its codes.
import { percent } from '../../components/formats';
import type { CodeSystemShare } from '../../contract/contract';
import styles from './detail.module.css';

export function SystemsList({ systems }: { systems: readonly CodeSystemShare[] }) {
  return (
    <dd className={styles['systems']}>
      {systems.map((one) => (
        <span key={one.system} title={`${percent(one.share)} of the distinct values pass as ${one.system}`}>
          <span className="bar">
            <i style={{ width: `${one.share * 100}%` }} />
          </span>
          {one.system} <span className="dim">{percent(one.share)}</span>
          {one.members !== null && (
            <span className={one.members < 1 ? 'clinical' : 'mid'}>
              {percent(one.members)} members of {one.list}
            </span>
          )}
        </span>
      ))}
    </dd>
  );
}

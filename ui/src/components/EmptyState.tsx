// What a list shows when it holds nothing: what that means, and what to do next. Never just "no data".
import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon';
import styles from './small.module.css';

export function EmptyState({ icon = 'info', title, children, action }: { icon?: IconName; title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className={styles['state']}>
      <Icon name={icon} size={22} />
      <h2>{title}</h2>
      {children !== undefined && <p>{children}</p>}
      {action !== undefined && <div className={styles['stateAction']}>{action}</div>}
    </div>
  );
}

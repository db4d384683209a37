// Why a list of discovery is empty: nothing was ingested yet, and then what to do; or there is truly nothing, and then what
// that means.
import type { ReactNode } from 'react';
import { EmptyState } from '../../components/EmptyState';
import { useCommand } from '../../platform/call';
import styles from './artifacts.module.css';
import { request } from './search';
import { INGEST } from './words';

const ALL = { ...request({}), offset: 0, limit: 100 };

export function NothingRead({ title, of, children }: { title: string; of: string; children: ReactNode }) {
  const artifacts = useCommand('artifacts', ALL).data;
  if (artifacts !== undefined && artifacts.total > 0) {
    return (
      <EmptyState icon="done" title={title}>
        {children}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon="artifacts" title={`Nothing was read yet, so there are no ${of} to show`}>
      <span>Somebody with access to the workspace fills it there. What is found in the files shows here as soon as the command is done.</span>
      <code className={styles['command']}>{INGEST}</code>
    </EmptyState>
  );
}

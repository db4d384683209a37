// What was set aside while an artifact was read: the place and the reason of each record, never its content. To see the
// record itself one has to be in the workspace, where the place leads to it.
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { usePagedRows } from '../../components/usePagedRows';
import { type Column, VirtualTable } from '../../components/VirtualTable';
import { useState } from 'react';
import { plural } from '../../components/formats';
import type { ArtifactRow, QuarantineRow } from '../../contract/contract';
import styles from './detail.module.css';

const COLUMNS: readonly Column<QuarantineRow>[] = [
  {
    id: 'place',
    header: 'Place',
    width: 'minmax(176px, 1fr)',
    cell: (row) => (
      <span className="mono" title={row.place}>
        {row.place}
      </span>
    ),
  },
  {
    id: 'code',
    header: 'Code',
    width: '96px',
    cell: (row) => (
      <span className="mono mid" title={row.code}>
        {row.code}
      </span>
    ),
  },
  { id: 'reason', header: 'Reason', width: 'minmax(140px, 1.1fr)', cell: (row) => <span title={row.reason}>{row.reason}</span> },
];

export function QuarantineList({ artifact }: { artifact: ArtifactRow }) {
  const list = usePagedRows('quarantine', { id: artifact.id });
  const [selected, setSelected] = useState<number | null>(null);
  return (
    <div className={styles['quarantine']} role="tabpanel" aria-label="Quarantine">
      <p className={styles['quarantineHead']}>
        {artifact.quarantined > 0 || list.total > 0
          ? `${plural(list.loading ? artifact.quarantined : list.total, 'record')} set aside, each with its place; the rest went on. They stay here and count until somebody repairs them and ingests again.`
          : 'Every record of this artifact was read.'}
      </p>
      {list.error !== null && list.head === undefined ? (
        <ErrorState error={list.error} retry={list.retry} />
      ) : (
        <VirtualTable
          label="Quarantine"
          columns={COLUMNS}
          total={list.total}
          rows={list.rows}
          onVisible={list.onVisible}
          rowHeight={24}
          selected={selected}
          onSelect={setSelected}
          loading={list.loading}
          empty={<EmptyState icon="done" title="The quarantine of this artifact is empty" />}
        />
      )}
    </div>
  );
}

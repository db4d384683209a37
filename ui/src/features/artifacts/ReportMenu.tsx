// Takes the discovery report out of the workspace: the workspace writes the file, free of PHI, and the system's save dialog
// puts it where the person says. Nothing is built here, and nothing is written without that dialog.
import { Menu } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Icon } from '../../components/Icon';
import { Kbd } from '../../components/Kbd';
import { toast, toastError } from '../../components/toasts';
import { plural } from '../../components/formats';
import type { DiscoverySummary, WireError } from '../../contract/contract';
import { call } from '../../platform/call';
import { saveExport } from '../../platform/host';
import { useMay } from '../../platform/useSession';
import styles from './artifacts.module.css';

type Props = { summary: DiscoverySummary | undefined; opened: boolean; onChange: (opened: boolean) => void };

export function ReportMenu({ summary, opened, onChange }: Props) {
  const may = useMay('export');
  const holds = summary === undefined ? '' : `${plural(summary.corners, 'corner')}, ${plural(summary.joins, 'join')}, ${plural(summary.anomalies, 'anomaly', 'anomalies')}`;
  const take = useMutation<boolean, WireError, 'html' | 'csv'>({
    mutationFn: async (format) => (await saveExport(await call('export_discovery', { format }))).saved,
    onSuccess: (saved) => {
      if (saved) toast({ tone: 'good', title: 'The discovery report was saved', text: `It holds ${holds}: structure and counts, no record.` });
    },
    onError: toastError,
  });
  return (
    <Menu opened={opened && may} onChange={onChange} position="bottom-end" shadow="md" width={272}>
      <Menu.Target>
        <button
          type="button"
          className="button small"
          disabled={!may || take.isPending || summary === undefined}
          title={may ? undefined : 'Your role does not export; analysts, informaticists and leads do.'}
        >
          <Icon name="download" size={12} />
          {take.isPending ? 'Exporting' : 'Discovery report'} <Kbd keys="E" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{holds}</Menu.Label>
        <Menu.Item className={styles['menuRow']} onClick={() => take.mutate('html')}>
          <span className={styles['menuItem']}>
            <b>Report</b>
            <span className="dim x">HTML, to read and to sign</span>
          </span>
        </Menu.Item>
        <Menu.Item className={styles['menuRow']} onClick={() => take.mutate('csv')}>
          <span className={styles['menuItem']}>
            <b>Rows</b>
            <span className="dim x">CSV, one line a corner, join or anomaly</span>
          </span>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

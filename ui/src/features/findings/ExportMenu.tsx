// Takes the findings of the selection out of the workspace: the workspace writes the file, free of PHI, and the system's
// save dialog puts it where the person says. Nothing is built here, and nothing is written without that dialog.
import { Menu } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Icon } from '../../components/Icon';
import { Kbd } from '../../components/Kbd';
import { toast, toastError } from '../../components/toasts';
import type { WireError } from '../../contract/contract';
import { call } from '../../platform/call';
import { saveExport } from '../../platform/host';
import type { Selection } from './search';
import styles from './findings.module.css';

type Props = { selection: Selection; findings: number; words: string; opened: boolean; onChange: (opened: boolean) => void };

export function ExportMenu({ selection, findings, words, opened, onChange }: Props) {
  const take = useMutation<boolean, WireError, 'html' | 'csv'>({
    mutationFn: async (format) => {
      const file = await call('export_findings', { format, query: { ...selection, offset: 0, limit: findings } });
      return (await saveExport(file)).saved;
    },
    onSuccess: (saved) => {
      if (saved) toast({ tone: 'good', title: 'The report was saved', text: `It holds ${words}, de-identified.` });
    },
    onError: toastError,
  });
  return (
    <Menu opened={opened} onChange={onChange} position="bottom-start" shadow="md" width={264}>
      <Menu.Target>
        <button type="button" className="button small" disabled={take.isPending || findings === 0}>
          <Icon name="download" size={12} />
          {take.isPending ? 'Exporting' : 'Export'} <Kbd keys="E" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{words}</Menu.Label>
        <Menu.Item className={styles['menuRow']} onClick={() => take.mutate('html')}>
          <span className={styles['menuItem']}>
            <b>Report</b>
            <span className="dim x">HTML, to read and to sign</span>
          </span>
        </Menu.Item>
        <Menu.Item className={styles['menuRow']} onClick={() => take.mutate('csv')}>
          <span className={styles['menuItem']}>
            <b>Rows</b>
            <span className="dim x">CSV, one line a finding</span>
          </span>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Takes a sheet out of the workspace: for a reader to fill in by hand, or with what was found. The save dialog says where to. */
import { Menu } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Icon } from '../../../components/Icon';
import { Kbd } from '../../../components/Kbd';
import { toast, toastError } from '../../../components/toasts';
import type { WireError } from '../../../contract/contract';
import { call } from '../../../platform/call';
import { saveExport } from '../../../platform/host';
import { useMay } from '../../../platform/useSession';
import styles from './review.module.css';

const SHEETS = [
  ['first', 'First reader', 'every chart, boxes to tick'],
  ['second', 'Second reader', 'the top stratum, nothing of the first'],
  ['results', 'Results', 'bounds and what was found'],
] as const;

type Sheet = (typeof SHEETS)[number][0];

export function SheetMenu({ sample, opened, onChange }: { sample: string; opened: boolean; onChange: (opened: boolean) => void }) {
  const may = useMay('export');
  const take = useMutation<boolean, WireError, Sheet>({
    mutationFn: async (sheet) => (await saveExport(await call('export_sample', { id: sample, sheet }))).saved,
    onSuccess: (saved) => {
      if (saved) toast({ tone: 'good', title: 'The sheet was saved', text: 'It holds pseudonyms, strata and reasons: print it and read in its order.' });
    },
    onError: toastError,
  });
  return (
    <Menu opened={opened && may} onChange={onChange} position="bottom-end" shadow="md" width={300}>
      <Menu.Target>
        <button type="button" className="button small" disabled={!may || take.isPending} title={may ? undefined : 'Your role does not export.'}>
          <Icon name="download" size={12} /> {take.isPending ? 'Exporting' : 'Sheet'} <Kbd keys="X" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>HTML, to print</Menu.Label>
        {SHEETS.map(([sheet, title, about]) => (
          <Menu.Item key={sheet} className={styles['menuRow']} onClick={() => take.mutate(sheet)}>
            <span className={styles['menuItem']}><b>{title}</b><span className="dim x">{about}</span></span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

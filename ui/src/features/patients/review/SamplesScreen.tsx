/**
 * Chart review: the samples that were drawn, what each claims, how far it is read and what may be said by now. D draws one, Enter
 * opens the sheet.
 */
import { Link, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { EmptyState } from '../../../components/EmptyState';
import { ErrorState } from '../../../components/ErrorState';
import { Icon } from '../../../components/Icon';
import { Kbd } from '../../../components/Kbd';
import { StatusBar } from '../../../components/StatusBar';
import { VirtualTable } from '../../../components/VirtualTable';
import { plural } from '../../../components/formats';
import { stepFor } from '../../../components/tableKeys';
import { useKeys } from '../../../components/useKeys';
import { usePagedRows } from '../../../components/usePagedRows';
import { useMay } from '../../../platform/useSession';
import { PatientTabs } from '../PatientTabs';
import { useWidth } from '../useWidth';
import { DrawDialog } from './DrawDialog';
import { sampleColumns } from './columns';
import styles from './review.module.css';

const WHY = 'Informaticists and leads draw samples.';

export function SamplesScreen() {
  const list = usePagedRows('samples', {});
  const may = useMay('approve_mapping');
  const navigate = useNavigate();
  const [drawing, setDrawing] = useState(false);
  const [at, setAt] = useState(0);
  const table = useRef<HTMLDivElement>(null);
  const width = useWidth(table);
  const selected = list.total === 0 ? null : Math.min(at, list.total - 1);
  const open = (id: string | undefined): void => {
    if (id !== undefined) void navigate({ to: `/patients/review/${encodeURIComponent(id)}` as string });
  };
  const openAt = (index: number): void => open(list.rows(index)?.id);
  const step = (key: string): void => {
    const next = stepFor(key, selected, list.total, 10);
    if (next !== null) setAt(next);
  };
  const nothingCompared = list.head?.run === 0;
  useKeys({ d: () => may && !nothingCompared && setDrawing(true), j: () => step('j'), k: () => step('k'), Enter: () => selected !== null && openAt(selected) });
  const button = (
    <button type="button" className="button small primary" disabled={!may || nothingCompared} title={may ? undefined : WHY} onClick={() => setDrawing(true)}>
      <Icon name="plus" size={12} /> Draw a sample <Kbd keys="D" />
    </button>
  );
  return (
    <div className={styles['samples']}>
      <header className={styles['head']}>
        <h1>Patients</h1>
        <PatientTabs view="review" />
        <span className="cut">{list.head && list.total > 0 ? plural(list.total, 'sample') : 'a claim, its charts, its bound'}</span>
        <span className={styles['push']}>{list.total > 0 && button}</span>
      </header>
      <div className={styles['table']} ref={table}>
        {list.error !== null && list.head === undefined ? (
          <div className={styles['center']}><ErrorState error={list.error} retry={list.retry} /></div>
        ) : (
          <VirtualTable
            label="Samples for chart review"
            columns={sampleColumns(width, Date.now())}
            total={list.total}
            rows={list.rows}
            onVisible={list.onVisible}
            rowHeight={44}
            selected={selected}
            onSelect={setAt}
            onOpen={openAt}
            loading={list.loading}
            empty={nothingCompared ? <NotCompared /> : <NoSample may={may} button={button} />}
          />
        )}
      </div>
      <StatusBar keys={[['J K', 'move'], ['Enter', 'open the sheet'], ...(may && !nothingCompared ? ([['D', 'draw']] as const) : [])]}>
        <span>Bounds are exact; what is not read yet proves nothing</span>
      </StatusBar>
      {drawing && <DrawDialog onClose={() => setDrawing(false)} onDrawn={(id) => { setDrawing(false); open(id); }} />}
    </div>
  );
}

function NoSample({ may, button }: { may: boolean; button: React.ReactNode }) {
  return (
    <EmptyState icon="done" title="No sample drawn yet" action={may ? button : undefined}>
      Reading 30 charts without an error shows only that fewer than 9.5 % are wrong. Say what you want to show; the workspace draws as many charts as that takes.
      {!may && ` ${WHY}`}
    </EmptyState>
  );
}

function NotCompared() {
  return (
    <EmptyState icon="compare" title="No charts to draw from yet" action={<Link to={'/overview' as string} className="button">Go to the overview</Link>}>
      A sample is drawn from a comparison. Run one from the overview.
    </EmptyState>
  );
}

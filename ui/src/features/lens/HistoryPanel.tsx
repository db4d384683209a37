// Every version of the lens, newest first, with what it changed. Restoring an old one makes a new version on top.
import { useState } from 'react';
import { Ago } from '../../components/Ago';
import { ErrorState } from '../../components/ErrorState';
import { Icon } from '../../components/Icon';
import { Skeleton } from '../../components/Skeleton';
import { plural } from '../../components/formats';
import { toast } from '../../components/toasts';
import { useAct, useCommand } from '../../platform/call';
import type { Side } from './model/search';
import styles from './lens.module.css';

const page = 50;

export function HistoryPanel({ side, current, mayEdit, dirty, onClose }: { side: Side; current: number; mayEdit: boolean; dirty: boolean; onClose: () => void }) {
  const [limit, setLimit] = useState(page);
  const [open, setOpen] = useState<number | null>(current);
  const history = useCommand('lens_history', { side, offset: 0, limit });
  const restore = useAct('restore_lens');
  const latest = Math.max(current, history.data?.rows[0]?.version ?? 0);
  const bring = (version: number): void => restore.mutate({ side, version, baseVersion: latest }, { onSuccess: (made) => toast({ tone: 'good', title: `v${version} is back as v${made.version}` }) });
  return (
    <section className={styles['history']} aria-label="History of the lens">
      <header><h2>History</h2><span className="dim x">{history.data === undefined ? '' : plural(history.data.total, 'version')}</span><button type="button" className={styles['close']} aria-label="Close the history" onClick={onClose}><Icon name="close" size={12} /></button></header>
      {restore.error !== null && <p className="safety x" role="alert">{restore.error.code === 'conflict' ? 'Another desktop saved a version meanwhile. Look at it, then restore again.' : restore.error.message}</p>}
      {history.error !== null ? <ErrorState error={history.error} retry={() => void history.refetch()} /> : history.data === undefined ? (
        <div aria-busy="true">{Array.from({ length: 8 }, (_, at) => <Skeleton key={at} height={14} width={`${95 - at * 4}%`} />)}</div>
      ) : history.data.rows.length === 0 ? <p className="dim">No version was saved yet.</p> : (
        <ul>
          {history.data.rows.map((entry) => (
            <li key={entry.version}>
              <button type="button" aria-expanded={open === entry.version} onClick={() => setOpen(open === entry.version ? null : entry.version)}>
                <Icon name={open === entry.version ? 'down' : 'right'} size={10} className="dim" /><b>v{entry.version}</b><span className="cut">{entry.note}</span><span className="dim x">{entry.author}, <Ago atMs={entry.atMs} /></span>
              </button>
              {open === entry.version && (
                <div>
                  {entry.diff.length === 0 ? <p className="dim x">{entry.version === 1 ? 'The first version.' : 'No line differs from the version before.'}</p> : <pre>{entry.diff.map((line, at) => <span key={at} data-kind={line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : line.startsWith('@@') ? 'place' : undefined}>{line}{'\n'}</span>)}</pre>}
                  {mayEdit && entry.version !== latest && <button type="button" className="button small" disabled={restore.isPending || dirty} title={dirty ? 'Save or undo what you wrote first' : undefined} onClick={() => bring(entry.version)}><Icon name="history" size={11} />Restore v{entry.version} as v{latest + 1}</button>}
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
      {history.data !== undefined && history.data.rows.length < history.data.total && limit < 100 && <button type="button" className="button small" onClick={() => setLimit(100)}>Older versions</button>}
    </section>
  );
}

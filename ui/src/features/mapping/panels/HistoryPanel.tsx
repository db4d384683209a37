// Every version of the mapping, newest first, with what it changed. Restoring an old version makes a new one on top, so
// forward history is never destroyed.
import { useState } from 'react';
import { Ago } from '../../../components/Ago';
import { ErrorState } from '../../../components/ErrorState';
import { Icon } from '../../../components/Icon';
import { Skeleton } from '../../../components/Skeleton';
import { plural } from '../../../components/formats';
import { toast } from '../../../components/toasts';
import type { MappingVersion, MappingView } from '../../../contract/contract';
import { useAct, useCommand } from '../../../platform/call';
import { Dialog } from '../../../components/Dialog';
import styles from './panels.module.css';

const page = 50;

function kindOf(line: string): 'added' | 'removed' | 'place' | 'same' {
  if (line.startsWith('@@')) return 'place';
  if (line.startsWith('+')) return 'added';
  return line.startsWith('-') ? 'removed' : 'same';
}

function Entry({ entry, current, mayEdit, busy, onRestore }: { entry: MappingVersion; current: number; mayEdit: boolean; busy: boolean; onRestore: () => void }) {
  const [open, setOpen] = useState(entry.version === current);
  const [sure, setSure] = useState(false);
  return (
    <li className={styles['entry']}>
      <button type="button" className={styles['entryHead']} aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name={open ? 'down' : 'right'} size={11} className="dim" />
        <b>v{entry.version}</b>
        <span className="cut">{entry.note === '' ? <span className="dim">no note</span> : entry.note}</span>
        <span className="dim x">{entry.author}</span>
        <span className="dim x"><Ago atMs={entry.atMs} /></span>
        {entry.approvedBy !== null ? <span className="good x" title={`approved by ${entry.approvedBy}`}><Icon name="done" size={11} /> {entry.approvedBy}</span> : <span className="dim x">not approved</span>}
      </button>
      {open && (
        <div className={styles['entryBody']}>
          {entry.diff.length === 0 ? <p className="dim x">{entry.version === 1 ? 'The first version.' : 'No line differs from the version before.'}</p> : (
            <pre className={styles['diff']}>{entry.diff.map((line, index) => <span key={index} data-kind={kindOf(line)}>{line}{'\n'}</span>)}</pre>
          )}
          {mayEdit && entry.version !== current && (
            <div className={styles['restore']}>
              {sure ? (
                <><span className="x">v{entry.version} becomes v{current + 1}; v{current} stays in the history.</span><button type="button" className="button small primary" disabled={busy} onClick={onRestore}>Restore v{entry.version}</button><button type="button" className="button small" onClick={() => setSure(false)}>Cancel</button></>
              ) : <button type="button" className="button small" onClick={() => setSure(true)}><Icon name="history" size={12} />Restore v{entry.version}</button>}
            </div>
          )}
        </div>
      )}
    </li>
  );
}

export function HistoryPanel({ view, mayEdit, onClose }: { view: MappingView; mayEdit: boolean; onClose: () => void }) {
  const [limit, setLimit] = useState(page);
  const history = useCommand('mapping_history', { offset: 0, limit });
  const restore = useAct('restore_mapping');
  // The list may know of a version that the screen behind it is still asking for; what is read here is what counts.
  const current = Math.max(view.version, history.data?.rows[0]?.version ?? 0);
  const bring = (version: number): void =>
    restore.mutate({ version, baseVersion: current }, { onSuccess: (made) => toast({ tone: 'good', title: `v${version} is back as v${made.version}` }) });
  return (
    <Dialog shape="side" width={760} label="History of the mapping" busy={restore.isPending} title={<>History <span className="dim x">{history.data ? plural(history.data.total, 'version') : ''}</span></>} onClose={onClose}>
      <div className={styles['scroll']} tabIndex={0} data-first>
        {restore.error !== null && <p className={`${styles['notice']} safety x`} role="alert">{restore.error.code === 'conflict' ? 'Another desktop saved a version meanwhile. Look at it, then restore again.' : restore.error.message}</p>}
        {history.error !== null ? <ErrorState error={history.error} retry={() => void history.refetch()} /> : history.data === undefined ? (
          <div className={styles['waiting']} aria-busy="true">{Array.from({ length: 8 }, (_, at) => <Skeleton key={at} height={14} width={`${95 - at * 4}%`} />)}</div>
        ) : (
          <ul className={styles['entries']}>
            {history.data.rows.map((entry) => <Entry key={entry.version} entry={entry} current={current} mayEdit={mayEdit} busy={restore.isPending} onRestore={() => bring(entry.version)} />)}
          </ul>
        )}
        {history.data !== undefined && history.data.rows.length < history.data.total && limit < 500 && <button type="button" className={`button small ${styles['moreButton']}`} onClick={() => setLimit(Math.min(500, limit + page))}>Older versions</button>}
      </div>
    </Dialog>
  );
}

// Layouts: how files are written that cannot say so themselves, with what each covers, and the files that may need one. A layout is drawn
// over the shape of a file; what it would read is told before it is kept, and what it changes is read again when somebody says so.
import { useRef, type ReactNode } from 'react';
import { EmptyState } from '../../../components/EmptyState';
import { ErrorState } from '../../../components/ErrorState';
import { FilterBox } from '../../../components/FilterBox';
import { Icon } from '../../../components/Icon';
import { Kbd } from '../../../components/Kbd';
import { StatusBar } from '../../../components/StatusBar';
import { bytes, count, plural } from '../../../components/formats';
import { toastError } from '../../../components/toasts';
import { useKeys } from '../../../components/useKeys';
import type { LayoutFile, LayoutRow, LayoutsView as View } from '../../../contract/contract';
import { useAct, useCommand } from '../../../platform/call';
import { useMay } from '../../../platform/useSession';
import { iconOf, StateMark } from '../Marks';
import type { ArtifactsSearch } from '../search';
import type { Go } from '../useWhere';
import { LayoutEditor } from './LayoutEditor';
import styles from './layouts.module.css';

const KEYS = [
  ['J K', 'move'],
  ['Space', 'boundary'],
  ['U Y', 'undo, redo'],
  ['B', 'read again'],
  ['/', 'filter'],
] as const;

/** What the mark on a file says of its first row. */
const HEADER_WORDS: Readonly<Record<string, string>> = {
  none: 'Its first row is read as a record. Draw a layout to name the columns, or to say that it is a header.',
  doubted: 'Its first row is read as a header and may be a record. Draw a layout to say which.',
};

type Item = { key: string; layout: LayoutRow | null; file: LayoutFile | null };

/** What can be opened, in the order of the list: layouts first, then files without one. */
export function itemsOf(view: View, text: string): Item[] {
  const wanted = text.trim().toLowerCase();
  const meets = (...words: string[]): boolean => wanted === '' || words.some((word) => word.toLowerCase().includes(wanted));
  const layouts = view.rows.filter((row) => meets(row.layout.path, row.layout.relation)).map((row) => ({ key: `layout:${row.layout.place ?? 0}`, layout: row, file: null }));
  const files = view.files.filter((file) => file.place === null && meets(file.name, file.format)).map((file) => ({ key: `file:${file.id}`, layout: null, file }));
  return [...layouts, ...files];
}

export function LayoutsView({ search, go }: { search: ArtifactsSearch; go: Go }) {
  const answer = useCommand('layouts', {});
  const reread = useAct('start_reread');
  const mayRun = useMay('run_jobs');
  const input = useRef<HTMLInputElement>(null);
  const view = answer.data;
  const items = view === undefined ? [] : itemsOf(view, search.text ?? '');
  const at = Math.max(0, items.findIndex((item) => item.key === search.item));
  const open = items[at];
  const choose = (item: Item | undefined): void => {
    if (item !== undefined) go({ item: item.key }, { replace: true });
  };
  const again = (): void => {
    if (mayRun && (view?.outdated ?? 0) > 0 && !reread.isPending) reread.mutate({}, { onError: toastError });
  };
  useKeys({
    '/': () => input.current?.focus(),
    j: () => choose(items[at + 1]),
    k: () => choose(items[at - 1]),
    b: again,
  });
  if (view === undefined) {
    return <div className={styles['center']}>{answer.isError ? <ErrorState error={answer.error} retry={() => void answer.refetch()} /> : <div className={styles['loading']} aria-busy="true" aria-label="Loading the layouts" />}</div>;
  }
  return (
    <div className={styles['view']}>
      <nav className={styles['list']} aria-label="Layouts and files">
        <div className={styles['listHead']}>
          <FilterBox by="path" value={search.text ?? ''} onChange={(text) => go({ text, item: undefined }, { replace: true })} input={input} />
        </div>
        <div className={styles['listBody']}>
          <Group title="Layouts" hint={`version ${view.version}`} empty="None yet. Choose a file below and draw one.">
            {items.filter((item) => item.layout !== null).map((item) => item.layout && <LayoutLine key={item.key} row={item.layout} open={item === open} onOpen={() => choose(item)} />)}
          </Group>
          <Group title="Files without one" hint={view.filesTotal > view.files.length ? `the first ${count(view.files.length)} of ${count(view.filesTotal)}` : ''} empty="Every file of rows and text has a layout, or there is none.">
            {items.filter((item) => item.file !== null).map((item) => item.file && <FileLine key={item.key} file={item.file} open={item === open} onOpen={() => choose(item)} />)}
          </Group>
        </div>
      </nav>
      <div className={styles['main']}>
        {view.outdated > 0 && (
          <div className={styles['outdated']} role="status">
            <Icon name="warn" size={13} />
            <b>{plural(view.outdated, 'artifact')}</b> would be read otherwise by the layouts in force.
            {mayRun && (
              <button type="button" className="button small" disabled={reread.isPending} onClick={again}>
                <Icon name="play" size={11} /> Read again <Kbd keys="B" />
              </button>
            )}
          </div>
        )}
        {open === undefined ? (
          <div className={styles['center']}>
            <EmptyState icon="columns" title="Nothing needs a layout">
              Files of fixed columns, and text that is taken apart at the wrong places, are drawn here. There is no such file yet.
            </EmptyState>
          </div>
        ) : (
          <LayoutEditor
            key={`${open.key} ${view.version}`}
            view={view}
            from={open.layout?.layout ?? null}
            artifact={open.layout?.artifact ?? open.file?.id ?? ''}
            name={nameOf(open, view)}
            onKept={(place) => go({ item: place === null ? undefined : `layout:${place}` }, { replace: true })}
          />
        )}
      </div>
      <StatusBar keys={KEYS}>
        <span>shapes only; the records stay in the workspace</span>
      </StatusBar>
    </div>
  );
}

function nameOf(item: Item, view: View): string {
  if (item.file !== null) return item.file.name;
  return view.files.find((file) => file.id === item.layout?.artifact)?.name ?? item.layout?.layout.path ?? '';
}

function Group({ title, hint, empty, children }: { title: string; hint: string; empty: string; children: ReactNode[] }) {
  return (
    <section aria-label={title}>
      <header className={styles['group']}>
        <h3>{title}</h3>
        <span className="x dim">{children.length > 0 ? hint : ''}</span>
      </header>
      {children.length === 0 ? <p className={`${styles['none']} dim x`}>{empty}</p> : children}
    </section>
  );
}

function LayoutLine({ row, open, onOpen }: { row: LayoutRow; open: boolean; onOpen: () => void }) {
  return (
    <button type="button" className={styles['line']} aria-current={open || undefined} onClick={onOpen}>
      <Icon name={row.layout.form === 'delimited' ? 'table' : 'columns'} size={13} className="mid" />
      <span className={styles['two']}>
        <span className="mono cut" title={row.layout.path}>
          {row.layout.path}
        </span>
        <span className="x dim cut">
          {row.layout.form === 'delimited' ? 'delimited' : plural(row.layout.columns.length, 'column')}, {plural(row.artifacts, 'artifact')}
          {row.artifacts > row.outdated && `, ${plural(row.records, 'record')}`}
          {row.quarantined > 0 && <span className="clinical">, {count(row.quarantined)} quarantined</span>}
        </span>
      </span>
      {row.outdated > 0 && <span className={styles['waits']} title={`${plural(row.outdated, 'artifact')} not read by it yet`}>{count(row.outdated)}</span>}
    </button>
  );
}

function FileLine({ file, open, onOpen }: { file: LayoutFile; open: boolean; onOpen: () => void }) {
  return (
    <button type="button" className={styles['line']} aria-current={open || undefined} onClick={onOpen}>
      <Icon name={iconOf(file.format)} size={13} className="mid" />
      <span className={styles['two']}>
        <span className="mono cut" title={file.name}>
          {file.name}
        </span>
        <span className="x dim cut" title={file.quarantined > 0 ? `${plural(file.records, 'record')}, ${count(file.quarantined)} quarantined` : undefined}>
          {file.format}, {file.state === 'unread' ? bytes(file.sizeBytes) : plural(file.records, 'record')}
          {file.quarantined > 0 && <span className="clinical">, {count(file.quarantined)} quarantined</span>}
          {file.header !== '' && <span title={HEADER_WORDS[file.header]}>, {file.header === 'none' ? 'no header' : 'header doubted'}</span>}
        </span>
      </span>
      {file.outdated ? <span className={styles['waits']} title="would be read otherwise">1</span> : <StateMark state={file.state} word={false} />}
    </button>
  );
}

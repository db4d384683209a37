// One layout being drawn: how the file is written, the ruler over its shapes, the columns, what it would read. Kept with a version of its
// own; what is read otherwise by it waits to be read again.
import { useEffect, useState } from 'react';
import { ErrorState } from '../../../components/ErrorState';
import { Icon } from '../../../components/Icon';
import { Kbd } from '../../../components/Kbd';
import { count, plural } from '../../../components/formats';
import { toast, toastError } from '../../../components/toasts';
import { useKeys } from '../../../components/useKeys';
import type { LayoutDraft, LayoutSample, LayoutsView, WireError } from '../../../contract/contract';
import { useAct, useCommand } from '../../../platform/call';
import { useMay } from '../../../platform/useSession';
import { Columns } from './Columns';
import { begun, cut, join, moveEnd, moveStart, named } from './draft';
import styles from './layouts.module.css';
import { Options } from './Options';
import { Outcome } from './Outcome';
import { Ruler } from './Ruler';
import { useDrawing } from './useDrawing';

type Props = {
  view: LayoutsView;
  /** The layout that is changed, or nothing for a file that has none. */
  from: LayoutDraft | null;
  /** Artifact that it is drawn over, empty when the layout covers none. */
  artifact: string;
  name: string;
  onKept: (place: number | null) => void;
};

export function LayoutEditor({ view, from, artifact, name, onKept }: Props) {
  const sample = useCommand('layout_sample', { id: artifact, encoding: '', recordLength: null }, { enabled: from === null && artifact !== '', keep: false });
  if (from === null && sample.isError) return <ErrorState error={sample.error} retry={() => void sample.refetch()} />;
  if (from === null && sample.data === undefined) return <div className={styles['loading']} aria-busy="true" aria-label="Loading the file" />;
  const file = view.files.find((one) => one.id === artifact);
  const first = from === null && sample.data !== undefined ? begun({ id: artifact, name, format: file?.format ?? '', header: file?.header ?? '' }, sample.data) : { ...(from as LayoutDraft), artifact };
  return <Editor view={view} first={first} fresh={from === null} name={name} onKept={onKept} />;
}

type EditorProps = { view: LayoutsView; first: LayoutDraft; fresh: boolean; name: string; onKept: (place: number | null) => void };

function Editor({ view, first, fresh, name, onKept }: EditorProps) {
  const drawing = useDrawing(first, fresh);
  const { draft, change } = drawing;
  const may = useMay('edit_mapping');
  const save = useAct('save_layout');
  const restore = useAct('restore_layouts');
  const [current, setCurrent] = useState<number | null>(null);
  const sample = useCommand('layout_sample', { id: draft.artifact, encoding: draft.encoding, recordLength: draft.recordLength }, { enabled: draft.artifact !== '' });
  const row = draft.place === null ? undefined : view.rows[draft.place];

  const undoVersion = (base: number): void => restore.mutate({ version: view.version, base }, { onSuccess: () => onKept(null), onError: toastError });
  const keep = (remove: boolean): void => {
    if (!may || save.isPending) return;
    save.mutate(
      { layout: draft, remove, base: view.version, note: '' },
      {
        onSuccess: (next) => {
          toast({
            tone: 'good',
            title: remove ? 'The layout was taken out' : `The layout was kept as version ${next.version}`,
            text: next.outdated > 0 ? `${plural(next.outdated, 'artifact')} would be read otherwise: read again when you are done.` : 'Nothing is read otherwise by it.',
            action: { label: 'Undo', run: () => undoVersion(next.version) },
          });
          onKept(remove ? null : (draft.place ?? 0));
        },
        onError: (error: WireError) => {
          const [problem] = error.problems;
          if (problem === undefined) toastError(error);
          else toast({ tone: 'bad', title: 'The layout was not kept', text: problem.message });
        },
      },
    );
  };
  useKeys({ u: () => drawing.undo?.(), y: () => drawing.redo?.() });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || !(event.ctrlKey || event.metaKey)) return;
      const key = event.key.toLowerCase();
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea') !== null;
      if (key === 's') keep(false);
      else if (key === 'z' && !typing) (event.shiftKey ? drawing.redo : drawing.undo)?.();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });
  const shown: LayoutSample | undefined = sample.data;
  const ready = drawing.problem === null && drawing.error === null;
  return (
    <section className={styles['editor']} aria-label="Layout">
      <header className={styles['editorHead']}>
        <h2 className="cut mono" title={name}>
          {draft.path === '' ? name : draft.path}
        </h2>
        <span className="x dim">{fresh ? 'no layout yet' : row === undefined ? '' : `covers ${plural(row.artifacts, 'artifact')}, ${plural(row.records, 'record')} read by it`}</span>
        <span className={styles['tools']}>
          <button type="button" className="button small" disabled={drawing.undo === null} onClick={() => drawing.undo?.()}>
            Undo <Kbd keys="U" />
          </button>
          <button type="button" className="button small" disabled={drawing.redo === null} onClick={() => drawing.redo?.()}>
            Redo <Kbd keys="Y" />
          </button>
          {!fresh && may && (
            <button type="button" className="button small danger" disabled={save.isPending} onClick={() => keep(true)}>
              Take out
            </button>
          )}
          {may && (
            <button type="button" className="button small primary" disabled={!drawing.changed || !ready || save.isPending} onClick={() => keep(false)}>
              {save.isPending ? 'Keeping' : 'Keep'} <Kbd keys="Mod S" />
            </button>
          )}
        </span>
      </header>
      <div className={styles['editorBody']}>
        <Options draft={draft} sample={shown} name={name} disabled={!may} onChange={change} />
        {draft.artifact === '' ? (
          <p className={styles['note']}>
            <Icon name="info" size={12} /> No file of this workspace meets the pattern, so there is nothing to draw over.
          </p>
        ) : sample.isError ? (
          <ErrorState error={sample.error} retry={() => void sample.refetch()} />
        ) : shown === undefined ? (
          <div className={styles['loading']} aria-busy="true" aria-label="Loading the shape of the file" />
        ) : (
          <>
            <div className={styles['caption']}>
              <h3>Shape of the file</h3>
              <span className="x dim">
                letters as A and a, digits as 9; {plural(shown.lines.length, 'record')} of {count(shown.looked)} looked at, {shown.sameLength === null ? `up to ${count(shown.longest)}` : `each ${count(shown.sameLength)}`} characters
              </span>
              {draft.form === 'fixed width' && may && shown.suggested.length > 0 && (
                <button type="button" className={styles['suggest']} onClick={() => change({ columns: named(shown.suggested) })}>
                  Take the {plural(shown.suggested.length, 'suggested column')}
                </button>
              )}
            </div>
            <Ruler
              sample={shown}
              columns={draft.form === 'fixed width' ? draft.columns : []}
              skip={draft.skip}
              current={current}
              onCurrent={setCurrent}
              onCut={(at) => may && draft.form === 'fixed width' && change({ columns: cut(draft.columns, at, shown.longest) })}
              onJoin={(at) => may && draft.form === 'fixed width' && change({ columns: join(draft.columns, at) })}
              onMove={(index, side, to, together) => may && change({ columns: (side === 'start' ? moveStart : moveEnd)(draft.columns, index, to) }, together)}
            />
            <div className={styles['below']}>
            <Outcome drawing={drawing} />
            <Columns
              draft={draft}
              preview={drawing.preview}
              current={current}
              disabled={!may}
              onCurrent={setCurrent}
              onChange={change}
              onRemove={(index) => change({ columns: draft.columns.filter((_, at) => at !== index) })}
            />
            </div>
          </>
        )}
      </div>
    </section>
  );
}

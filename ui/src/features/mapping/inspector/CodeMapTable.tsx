// The code map a rule uses: one row a source code, edited in place. A row with an empty target is a decision, not a gap:
// the code means nothing in the destination. What happens to codes without a row stands below.
//
// Rows out of sight are not in the page: a map may have tens of thousands of codes.
import { useMemo, useRef, useState } from 'react';
import { Icon } from '../../../components/Icon';
import { count, people, plural } from '../../../components/formats';
import type { CodeMapEntry, CodeMapRow } from '../../../contract/contract';
import { codeMapProblems, type CodeMapDraft } from '../model/draft';
import { useRowWindow } from '../useRowWindow';
import styles from './inspector.module.css';

const rowHeight = 23;
const relations = ['equivalent', 'broader', 'narrower', 'related'];

type Props = {
  map: CodeMapDraft;
  target: string;
  summary: CodeMapRow | undefined;
  saved: CodeMapDraft | null;
  mayEdit: boolean;
  onChange: (map: CodeMapDraft, group: string | null) => void;
};

const otherwises: readonly (readonly [string, string])[] = [
  ['hold', 'hold the resource'],
  ['keep', 'keep the source code'],
  ['empty', 'leave the element empty'],
];

export function CodeMapTable({ map, target, summary, saved, mayEdit, onChange }: Props) {
  const [find, setFind] = useState('');
  const rows = useRef<HTMLDivElement>(null);
  const problems = useMemo(() => codeMapProblems(map), [map]);
  const before = useMemo(() => new Map(saved?.rows.map((row) => [row.from, row])), [saved]);
  const shown = useMemo(() => {
    const wanted = find.trim().toLowerCase();
    const all = map.rows.map((row, index) => ({ row, index }));
    return wanted === '' ? all : all.filter(({ row }) => [row.from, row.to, row.display].some((text) => text.toLowerCase().includes(wanted)));
  }, [map.rows, find]);
  const window = useRowWindow(shown.length, rowHeight, rows);
  const put = (index: number, patch: Partial<CodeMapEntry>): void => {
    const next = map.rows.map((row, at) => (at === index ? { ...row, ...patch } : row));
    onChange({ ...map, rows: next }, `code ${index} ${Object.keys(patch).join()}`);
  };
  const add = (): void => {
    setFind('');
    onChange({ ...map, rows: [...map.rows, { from: '', to: '', display: '', system: '', relation: 'equivalent', rows: null }] }, null);
    requestAnimationFrame(() => {
      if (rows.current === null) return;
      rows.current.scrollTop = rows.current.scrollHeight;
      requestAnimationFrame(() => rows.current?.querySelector<HTMLInputElement>('[data-row]:last-child input')?.focus());
    });
  };
  const changed = (row: CodeMapEntry): boolean => {
    const old = before.get(row.from);
    return old === undefined || old.to !== row.to || old.relation !== row.relation || old.display !== row.display;
  };
  const unmapped = summary?.unmapped ?? null;
  return (
    <section className={styles['codeMap']} aria-label={`Code map ${map.id}`}>
      <div className={styles['heading']}>
        <h3>Code map <span className="mono">{map.id}</span></h3>
        <span className="dim x cut">{plural(map.rows.length, 'code')}{summary !== undefined && summary.rules.length > 1 ? `, used by ${count(summary.rules.length)} rules` : ''}</span>
        <span className={styles['push']}>
          {unmapped === null ? <span className="dim x">not run</span> : unmapped > 0 ? <span className="clinical x">{count(unmapped)} unmapped</span> : <span className="good x">all mapped</span>}
        </span>
        {map.rows.length > 20 && <input className={styles['tiny']} value={find} placeholder="Find code" aria-label="Find code" onChange={(event) => setFind(event.target.value)} />}
      </div>
      <div className={`${styles['code']} ${styles['codeHead']}`} aria-hidden="true"><span>Source</span><span className="num">Rows</span><span>Target</span><span>Display</span><span>Relation</span><span /></div>
      <div ref={rows} className={styles['codes']} onScroll={window.onScroll}>
        <div style={{ height: shown.length * rowHeight }}>
          <div style={{ transform: `translateY(${window.first * rowHeight}px)` }}>
            {shown.slice(window.first, window.last).map(({ row, index }) => (
              <div key={index} data-row className={styles['code']} data-changed={changed(row) || undefined} data-wrong={problems.has(index) || undefined} title={problems.get(index) ?? (row.system === '' ? target : row.system)}>
                <input className="mono b" value={row.from} readOnly={!mayEdit} aria-label="Source code" onChange={(event) => put(index, { from: event.target.value, rows: null })} />
                <span className="num x dim">{people(row.rows)}</span>
                <input className="mono" value={row.to} readOnly={!mayEdit} placeholder="nothing" aria-label={`Target of ${row.from}`} onChange={(event) => put(index, { to: event.target.value })} />
                <input className="x" value={row.display} readOnly={!mayEdit} aria-label={`Display of ${row.from}`} onChange={(event) => put(index, { display: event.target.value })} />
                <select className="x" value={row.relation} disabled={!mayEdit} aria-label={`Relation of ${row.from}`} onChange={(event) => put(index, { relation: event.target.value })}>
                  {relations.map((relation) => <option key={relation}>{relation}</option>)}
                </select>
                {mayEdit ? (
                  <button type="button" aria-label={`Take out ${row.from}`} title="Take this code out" onClick={() => onChange({ ...map, rows: map.rows.filter((_, at) => at !== index) }, null)}><Icon name="cross" size={10} /></button>
                ) : <span />}
              </div>
            ))}
          </div>
        </div>
      </div>
      <div className={styles['codeFoot']}>
        <label className="x dim">other codes{' '}
          <select className="x" value={map.otherwise} disabled={!mayEdit} onChange={(event) => onChange({ ...map, otherwise: event.target.value }, null)}>
            {otherwises.map(([value, words]) => <option key={value} value={value}>{words}</option>)}
          </select>
        </label>
        {mayEdit && <button type="button" className={styles['link']} onClick={add}><Icon name="plus" size={10} />Add code</button>}
      </div>
    </section>
  );
}

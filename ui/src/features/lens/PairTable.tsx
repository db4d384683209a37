// What each value of a field says: the pairs that are written, and below them values that the profile knows and nobody has translated yet.
import { useId, useState } from 'react';
import { Icon } from '../../components/Icon';
import { count, percent } from '../../components/formats';
import type { FieldView, LensPair } from '../../contract/contract';
import styles from './inspector.module.css';

type Props = { label: string; pairs: readonly LensPair[]; field: FieldView | undefined; words: readonly string[]; readOnly: boolean; /** What becomes of values that are not listed. */ rest?: string; onChange: (pairs: LensPair[]) => void };

/** Share of the filled rows whose value is among the pairs, as far as the profile shows values. */
export function covered(pairs: readonly LensPair[], field: FieldView | undefined): number | null {
  if (field === undefined || field.top.length === 0) return null;
  const all = field.top.reduce((sum, one) => sum + one.rows, 0);
  const said = field.top.filter((one) => pairs.some((pair) => pair.from === one.value.trim())).reduce((sum, one) => sum + one.rows, 0);
  return all === 0 ? null : said / all;
}

export function PairTable({ label, pairs, field, words, readOnly, rest, onChange }: Props) {
  const list = useId();
  const [fresh, setFresh] = useState('');
  const open = (field?.top ?? []).filter((one) => !pairs.some((pair) => pair.from === one.value.trim()));
  const rowsOf = (value: string): string => { const known = field?.top.find((one) => one.value.trim() === value); return known === undefined ? '' : count(known.rows); };
  const set = (from: string, to: string): void => {
    const rest = pairs.filter((pair) => pair.from !== from);
    onChange((to === '' ? rest : [...rest, { from, to }]).sort((a, b) => (a.from < b.from ? -1 : 1)));
  };
  const share = covered(pairs, field);
  const input = (from: string, to: string) => (
    <input className={styles['cell']} list={words.length > 0 ? list : undefined} defaultValue={to} key={`${from}=${to}`} readOnly={readOnly} placeholder="not translated" aria-label={`${label}: what ${from} says`} spellCheck={false}
      onBlur={(event) => event.target.value.trim() !== to && set(from, event.target.value.trim())} onKeyDown={(event) => { if (event.key === 'Enter') event.currentTarget.blur(); }} />
  );
  return (
    <div className={styles['pairs']} role="table" aria-label={label}>
      {words.length > 0 && <datalist id={list}>{words.map((word) => <option key={word} value={word} />)}</datalist>}
      {pairs.map((pair) => (
        <div key={pair.from} className={styles['pair']} role="row">
          <span className="mono cut" title={pair.from}>{pair.from}</span><Icon name="arrow" size={10} className="dim" />{input(pair.from, pair.to)}<span className="num dim x">{rowsOf(pair.from)}</span>
          {!readOnly && <button type="button" className={styles['drop']} aria-label={`Take out ${pair.from}`} onClick={() => set(pair.from, '')}><Icon name="close" size={10} /></button>}
        </div>
      ))}
      {!readOnly && open.map((one) => (
        <div key={one.value} className={styles['pair']} role="row" data-open>
          <span className="mono cut" title={one.meaning === '' ? one.value : `${one.value}: ${one.meaning}`}>{one.value}{one.meaning !== '' && <span className="dim"> {one.meaning}</span>}</span>
          <Icon name="arrow" size={10} className="dim" />{input(one.value.trim(), '')}<span className="num dim x">{count(one.rows)}</span><span />
        </div>
      ))}
      {!readOnly && (
        <form className={styles['pair']} onSubmit={(event) => { event.preventDefault(); if (fresh.trim() !== '') { onChange([...pairs, { from: fresh.trim(), to: 'unknown' }].sort((a, b) => (a.from < b.from ? -1 : 1))); setFresh(''); } }}>
          <input className={styles['cell']} value={fresh} placeholder="another" aria-label={`${label}: another value`} spellCheck={false} onChange={(event) => setFresh(event.target.value)} />
          <span /><button type="submit" className={styles['plain']} disabled={fresh.trim() === '' || pairs.some((pair) => pair.from === fresh.trim())}>Add</button>
        </form>
      )}
      {rest !== undefined && share !== null && pairs.length > 0 && share < 1 && <p className="dim x">{percent(share)} of the rows with a value that may be shown are translated; others are asserted as <span className="mono">{rest}</span> and counted.</p>}
    </div>
  );
}

// The relations of an artifact, beside the profile of the chosen one: an outline grouped by what they are (segments of
// messages, elements of documents, tables of a schema). There may be hundreds; a filter finds them, and only as many lines
// are made as somebody asked for.
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { count } from '../../components/formats';
import type { RelationView } from '../../contract/contract';
import styles from './detail.module.css';
import { outline } from './outline';

const STEP = 300;
const FILTER_FROM = 12;

type Props = { relations: readonly RelationView[]; shown: string; onChoose: (relation: string) => void };

export function RelationsOutline({ relations, shown, onChoose }: Props) {
  const [text, setText] = useState('');
  const [most, setMost] = useState(STEP);
  const list = useRef<HTMLDivElement>(null);
  const lines = outline(relations, text);
  const at = lines.findIndex((line) => line.key === shown);
  const drawn = lines.slice(0, Math.max(most, at + 1));
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [shown]);
  const move = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || list.current === null) return;
    event.preventDefault();
    event.stopPropagation();
    const options = [...list.current.querySelectorAll<HTMLElement>('[role="option"]')];
    const next = options[options.findIndex((option) => option.dataset.relation === shown) + step];
    if (next?.dataset.relation === undefined) return;
    onChoose(next.dataset.relation);
    next.focus();
  };
  return (
    <nav className={styles['outline']} aria-label="Relations">
      <div className={styles['outlineHead']}>
        <h3>Relations</h3>
        <span className="dim x">{count(relations.length)}</span>
      </div>
      {relations.length >= FILTER_FROM && (
        <div className={styles['outlineFilter']}>
          <input className="input" type="search" value={text} placeholder="Filter" aria-label="Filter relations" onChange={(event) => setText(event.target.value)} />
        </div>
      )}
      <div className={styles['outlineList']} role="listbox" aria-label="Relations" ref={list} onKeyDown={move}>
        {drawn.map((line) =>
          line.what === 'group' ? (
            <div key={line.key} className={styles['outlineGroup']} role="presentation">
              <span className="cut">{line.title}</span>
            </div>
          ) : (
            <div
              key={line.key}
              role="option"
              aria-selected={line.key === shown}
              data-relation={line.key}
              data-empty={line.relation.rows === 0 || undefined}
              tabIndex={line.key === shown ? 0 : -1}
              title={line.words === '' ? line.key : `${line.key}, ${line.words}`}
              className={styles['outlineLine']}
              onClick={() => onChoose(line.key)}
            >
              <span className="cut">
                <span className="mono">{line.name}</span>
                {line.words !== '' && <span className={styles['outlineWords']}>{line.words}</span>}
              </span>
              <span className="num">{count(line.relation.rows)}</span>
            </div>
          ),
        )}
        {lines.length === 0 && <p className={`x dim ${styles['outlineNone'] ?? ''}`}>No relation has “{text}” in its name.</p>}
        {lines.length > drawn.length && (
          <button type="button" className={`button small ${styles['more'] ?? ''}`} onClick={() => setMost(most + STEP)}>
            Show more
          </button>
        )}
      </div>
    </nav>
  );
}

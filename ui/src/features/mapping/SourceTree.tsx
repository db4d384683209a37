// The left column: source relations and their fields, with kind, share filled, PHI class and what was decided.
// It shows structure only; no value of any record comes here.
import { memo, useEffect, useMemo, type RefObject } from 'react';
import { Icon } from '../../components/Icon';
import { count, plural } from '../../components/formats';
import type { MappingView } from '../../contract/contract';
import type { Column, SourceLine } from './model/columns';
import { toggled, type Decision as DecisionWord, type MappingSearch, type Patch } from './model/search';
import { Decision, Filled, Phi } from './marks';
import { Chip, FindBox, useCursor } from './parts';
import styles from './studio.module.css';
import { useRowWindow } from './useRowWindow';

export const sourceRow = 20;

type Props = {
  view: MappingView;
  column: Column<SourceLine>;
  search: MappingSearch;
  lit: ReadonlySet<string>;
  focus: string | null;
  findBox: RefObject<HTMLInputElement | null>;
  rows: RefObject<HTMLDivElement | null>;
  onSearch: (patch: Patch) => void;
  onFold: (relation: string) => void;
  onField: (line: SourceLine & { kind: 'field' }) => void;
  onInsert: (relation: string, field: string) => void;
};

const shortKind: Record<string, string> = { integer: 'int', decimal: 'dec', datetime: 'time', boolean: 'bool', empty: '–' };

const decisions: readonly DecisionWord[] = ['mapped', 'undecided', 'dropped'];

export function SourceTree({ view, column, search, lit, focus, findBox, rows, onSearch, onFold, onField, onInsert }: Props) {
  const { lines, rowOf } = column;
  const window = useRowWindow(lines.length, sourceRow, rows);
  const fold = (line: SourceLine, open: boolean): void => {
    if (line.kind === 'relation' && line.open !== open) onFold(line.key);
  };
  const choose = (line: SourceLine): void => (line.kind === 'relation' ? onFold(line.key) : onField(line));
  const { cursor, setCursor, onKeyDown } = useCursor(lines, window, { onChoose: choose, onFold: fold });
  const { reveal } = window;
  useEffect(() => {
    const row = focus === null ? undefined : rowOf.get(focus);
    if (row !== undefined) reveal(row);
  }, [focus, rowOf, reveal]);
  const fields = useMemo(() => view.sources.reduce((sum, relation) => sum + relation.fields.length, 0), [view.sources]);
  const numbers: Record<DecisionWord, number> = view.negativeSpace;
  return (
    <section className={`${styles['pane']} ${styles['src']}`} aria-label="Source">
      <header className={styles['head']}>
        <h2>Source</h2>
        <span className="dim x cut" title={`${plural(fields, 'field')} in ${plural(view.sources.length, 'relation')}`}>{plural(fields, 'field')}</span>
        <FindBox value={search.findField} label="Find field" shortcut="/" box={findBox} onFind={(text) => onSearch({ findField: text })} />
      </header>
      <div className={styles['chips']} role="group" aria-label="Filter fields by decision">
        {decisions.map((decision) => (
          <Chip key={decision} pressed={search.decisions?.includes(decision) ?? false} number={numbers[decision]} onPress={() => onSearch({ decisions: toggled(search.decisions, decision) })}>
            <Decision decision={decision} />{decision}
          </Chip>
        ))}
      </div>
      <div className={styles['cols']} aria-hidden="true"><span /><span>Field</span><span>Kind</span><span className="num">Filled</span><span>PHI<span className={styles['long']}> class</span></span></div>
      <div
        ref={rows}
        className={styles['rows']}
        onScroll={window.onScroll}
        onKeyDown={onKeyDown}
        tabIndex={0}
        role="tree"
        aria-label="Source relations and fields"
        aria-activedescendant={cursor === null ? undefined : `src-${cursor}`}
      >
        {lines.length === 0 && <p className={styles['none']}>No field fits these filters.<button type="button" className={styles['plain']} onClick={() => onSearch({ decisions: undefined, findField: undefined })}>Show all fields</button></p>}
        <div style={{ height: lines.length * sourceRow, position: 'relative' }}>
          <div style={{ transform: `translateY(${window.first * sourceRow}px)` }}>
            {lines.slice(window.first, window.last).map((line) => {
              const common = { id: `src-${line.key}`, role: 'treeitem', 'data-cursor': cursor === line.key || undefined };
              if (line.kind === 'relation') {
                return (
                  <div key={line.key} {...common} aria-level={1} aria-expanded={line.open} className={`${styles['row']} ${styles['group']}`} onClick={() => { setCursor(line.key); onFold(line.key); }}>
                    <Icon name={line.open ? 'down' : 'right'} size={11} className="dim" />
                    <span className="cut b" title={line.relation.name}>{line.relation.name}</span>
                    <span className="dim x cut">{plural(line.relation.rows, 'row')}<span className={styles['long']}>, {plural(line.shown, 'field')}</span></span>
                    {line.undecided > 0 && <span className={`${styles['end']} clinical`}>{count(line.undecided)} undecided</span>}
                  </div>
                );
              }
              return <FieldRow key={line.key} line={line} cursor={cursor === line.key} lit={lit.has(line.key)} onCursor={setCursor} onField={onField} onInsert={onInsert} />;
            })}
          </div>
        </div>
      </div>
    </section>
  );
}

type FieldRowProps = { line: SourceLine & { kind: 'field' }; cursor: boolean; lit: boolean; onCursor: (key: string) => void; onField: Props['onField']; onInsert: Props['onInsert'] };

/** One field. Drawn again only when its own facts change. */
const FieldRow = memo(function FieldRow({ line, cursor, lit, onCursor, onField, onInsert }: FieldRowProps) {
  const { field } = line;
  return (
    <div
      id={`src-${line.key}`}
      role="treeitem"
      aria-level={2}
      aria-selected={lit}
      className={styles['row']}
      data-cursor={cursor || undefined}
      data-lit={lit || undefined}
      data-quiet={field.decision === 'dropped' || undefined}
      title={field.reason ?? undefined}
      onClick={() => { onCursor(line.key); onField(line); }}
      onDoubleClick={() => onInsert(line.relation, field.name)}
    >
      <Decision decision={field.decision} reason={field.reason} />
      <span className="mono cut" title={field.name}>{field.name}</span>
      <span className="mono dim cut" title={field.kind}><span className={styles['long']}>{field.kind}</span><span className={styles['short']}>{shortKind[field.kind] ?? field.kind}</span></span>
      <Filled share={field.filled} tone="legacy" />
      <Phi phiClass={field.phiClass} />
    </div>
  );
});

// The right column: destination resource types and their elements, with cardinality, required and must-support badges,
// binding and the share of resources that have the element in the last run.
import { useEffect, useMemo, type RefObject } from 'react';
import { Icon } from '../../components/Icon';
import { count, plural } from '../../components/formats';
import type { MappingView, TargetElement } from '../../contract/contract';
import { elementKey, filledPaths, isFilled, type Column, type TargetLine } from './model/columns';
import { elementFor } from './model/links';
import { toggled, type ElementState, type MappingSearch, type Patch } from './model/search';
import { Badges, Filled } from './marks';
import { Chip, FindBox, useCursor } from './parts';
import styles from './studio.module.css';
import { useRowWindow } from './useRowWindow';

export const targetRow = 20;

type Props = {
  view: MappingView;
  column: Column<TargetLine>;
  search: MappingSearch;
  lit: ReadonlySet<string>;
  focus: string | null;
  /** Elements whose values are all defaulted. */
  defaulted: ReadonlySet<string>;
  rows: RefObject<HTMLDivElement | null>;
  onSearch: (patch: Patch) => void;
  onFold: (resource: string) => void;
  onElement: (line: TargetLine & { kind: 'element' }) => void;
};

/** `dosageInstruction.text` under `dosageInstruction` reads `.text`, set in by its depth. */
function label(element: TargetElement, paths: ReadonlySet<string>): { text: string; depth: number } {
  const choices = [...paths].filter((path) => path.endsWith('[x]'));
  const parts = element.path.split('.');
  let depth = 0;
  let shown = element.path;
  for (let length = 1; length < parts.length; length += 1) {
    const parent = parts.slice(0, length).join('.');
    if (paths.has(parent) || elementFor(parent, choices)?.endsWith('[x]') === true) {
      depth += 1;
      shown = `.${parts.slice(length).join('.')}`;
    }
  }
  return { text: shown, depth };
}

/** Of `.extension.valueCoding` the end tells it from its neighbours: where there is no room, it is cut before that. */
const isLong = (text: string): boolean => text.indexOf('.', 1) > 0;

const shortBinding: Record<string, string> = { required: 'req', extensible: 'ext', preferred: 'pref', example: 'ex' };

const states: readonly { state: ElementState; words: string }[] = [
  { state: 'required', words: 'required' },
  { state: 'support', words: 'must support' },
  { state: 'empty', words: 'empty' },
];

export function TargetTree({ view, column, search, lit, focus, defaulted, rows, onSearch, onFold, onElement }: Props) {
  const { lines, rowOf } = column;
  const window = useRowWindow(lines.length, targetRow, rows);
  const fold = (line: TargetLine, open: boolean): void => {
    if (line.kind === 'resource' && line.open !== open) onFold(line.key);
  };
  const choose = (line: TargetLine): void => (line.kind === 'resource' ? onFold(line.key) : onElement(line));
  const { cursor, setCursor, onKeyDown } = useCursor(lines, window, { onChoose: choose, onFold: fold });
  const { reveal } = window;
  useEffect(() => {
    const row = focus === null ? undefined : rowOf.get(focus);
    if (row !== undefined) reveal(row);
  }, [focus, rowOf, reveal]);
  const paths = useMemo(() => filledPaths(view), [view]);
  const known = useMemo(() => new Map(view.targets.map((target) => [target.resource, new Set(target.elements.map((element) => element.path))])), [view.targets]);
  const scope = view.targets.filter((target) => search.resource === undefined || target.resource === search.resource);
  const numbers = useMemo(() => {
    const sum: Record<ElementState, number> = { required: 0, support: 0, empty: 0 };
    for (const target of scope) {
      for (const element of target.elements) {
        if (element.required) sum.required += 1;
        if (element.mustSupport) sum.support += 1;
        if (!isFilled(element, target.resource, paths)) sum.empty += 1;
      }
    }
    return sum;
  }, [scope, paths]);
  return (
    <section className={`${styles['pane']} ${styles['dst']}`} aria-label="Destination">
      <header className={styles['head']}>
        <h2>Destination</h2>
        <span className="dim x cut" title={`FHIR R4, ${plural(scope.length, 'type')}`}>FHIR R4, {plural(scope.length, 'type')}</span>
        <FindBox value={search.findElement} label="Find element" onFind={(text) => onSearch({ findElement: text })} />
      </header>
      <div className={styles['chips']} role="group" aria-label="Filter elements">
        {states.map(({ state, words }) => (
          <Chip key={state} pressed={search.elements?.includes(state) ?? false} number={numbers[state]} onPress={() => onSearch({ elements: toggled(search.elements, state) })}>
            {state === 'empty' ? <Icon name="open" size={11} /> : <Badges required={state === 'required'} mustSupport={state === 'support'} />}{words}
          </Chip>
        ))}
      </div>
      <div className={styles['cols']} aria-hidden="true"><span /><span>Element</span><span>Card.</span><span /><span><span className={styles['long']}>Binding</span><span className={styles['short']}>Bind.</span></span><span className="num">Filled</span></div>
      <div
        ref={rows}
        className={styles['rows']}
        onScroll={window.onScroll}
        onKeyDown={onKeyDown}
        tabIndex={0}
        role="tree"
        aria-label="Destination resource types and elements"
        aria-activedescendant={cursor === null ? undefined : `dst-${cursor}`}
      >
        {lines.length === 0 && <p className={styles['none']}>No element fits these filters.<button type="button" className={styles['plain']} onClick={() => onSearch({ elements: undefined, findElement: undefined })}>Show all elements</button></p>}
        <div style={{ height: lines.length * targetRow, position: 'relative' }}>
          <div style={{ transform: `translateY(${window.first * targetRow}px)` }}>
            {lines.slice(window.first, window.last).map((line) => {
              const common = { id: `dst-${line.key}`, role: 'treeitem', 'data-cursor': cursor === line.key || undefined };
              if (line.kind === 'resource') {
                const { made, held } = line.target;
                return (
                  <div key={line.key} {...common} aria-level={1} aria-expanded={line.open} className={`${styles['row']} ${styles['group']}`} title={line.target.profile} onClick={() => { setCursor(line.key); onFold(line.key); }}>
                    <Icon name={line.open ? 'down' : 'right'} size={11} className="dim" />
                    <span className="cut b">{line.target.resource}</span>
                    <span className={`${styles['end']} dim`}>
                      {made === null ? 'not run' : `${count(made)} made`}
                      {(held ?? 0) > 0 && <span className="clinical">, {count(held ?? 0)} held</span>}
                    </span>
                  </div>
                );
              }
              const { element } = line;
              const name = label(element, known.get(line.resource) ?? new Set());
              const filled = isFilled(element, line.resource, paths);
              const invented = defaulted.has(elementKey(line.resource, element.path));
              return (
                <div key={line.key} {...common} aria-level={2 + name.depth} aria-selected={lit.has(line.key)} className={styles['row']} data-lit={lit.has(line.key) || undefined} onClick={() => { setCursor(line.key); onElement(line); }}>
                  {invented ? <span className="clinical" title="defaulted: no source field asserts it">◇</span> : <Icon name={filled ? 'done' : 'open'} size={12} className={filled ? 'destination' : 'dim'} title={filled ? 'filled by a rule' : 'no rule'} />}
                  <span className={`mono cut ${isLong(name.text) ? styles['path'] : ''}`} style={{ paddingLeft: name.depth * 8 }} title={`${element.path}, ${element.kind}`}><bdi>{name.text}</bdi></span>
                  <span className="mono dim">{element.cardinality}</span>
                  <Badges required={element.required} mustSupport={element.mustSupport} />
                  <span className="x dim cut" title={element.binding}><span className={styles['long']}>{element.binding}</span><span className={styles['short']}>{shortBinding[element.binding] ?? element.binding}</span></span>
                  <Filled share={element.filled} tone={invented ? 'clinical' : 'destination'} />
                </div>
              );
            })}
          </div>
        </div>
      </div>
    </section>
  );
}

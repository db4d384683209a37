// The middle column: one row a rule, set by set, from source fields through the expression to the element, with how its
// values come to be, how many it made, invented and held back, and the findings it causes. Gaps close each resource.
import { useEffect, useMemo, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { Icon } from '../../components/Icon';
import { Kbd } from '../../components/Kbd';
import { count } from '../../components/formats';
import type { MappingView } from '../../contract/contract';
import { filledPaths, gapsOf, inState, type Column, type RuleLine } from './model/columns';
import type { LinesMode } from './model/lines';
import { toggled, type MappingSearch, type Patch, type RuleState } from './model/search';
import { How } from './marks';
import { Chip, FindBox } from './parts';
import { RuleLineRow } from './RuleLineRow';
import styles from './studio.module.css';
import { useRowWindow } from './useRowWindow';

export const ruleRow = 25;

type Props = {
  view: MappingView;
  column: Column<RuleLine>;
  search: MappingSearch;
  related: ReadonlySet<string>;
  unsaved: ReadonlySet<string>;
  mayEdit: boolean;
  rows: RefObject<HTMLDivElement | null>;
  onSearch: (patch: Patch) => void;
  onRule: (id: string) => void;
  onOpen: () => void;
  onAdd: (element?: { resource: string; path: string }) => void;
};

const states: readonly { state: RuleState; words: string; icon: ReactNode; title: string }[] = [
  { state: 'problem', words: 'problem', icon: <Icon name="warn" size={11} className="safety" />, title: 'does not check; the document cannot run' },
  { state: 'held', words: 'held', icon: <How how="held" />, title: 'held rows back in the last migration' },
  { state: 'findings', words: 'findings', icon: <Icon name="findings" size={11} className="clinical" />, title: 'cause of open findings' },
  { state: 'defaulted', words: 'defaulted', icon: <How how="defaulted" />, title: 'made values that no source asserted' },
  { state: 'gap', words: 'no rule', icon: <Icon name="open" size={11} className="dim" />, title: 'required or must-support elements that no rule fills' },
  { state: 'unsaved', words: 'unsaved', icon: <Icon name="half" size={11} className="accent" />, title: 'with edits of yours that are not saved' },
];

const modes: Record<LinesMode, { next: LinesMode; words: string }> = {
  view: { next: 'selected', words: 'in view' },
  selected: { next: 'off', words: 'selected' },
  off: { next: 'view', words: 'off' },
};

export function RuleGrid({ view, column, search, related, unsaved, mayEdit, rows, onSearch, onRule, onOpen, onAdd }: Props) {
  const { lines, rowOf } = column;
  const window = useRowWindow(lines.length, ruleRow, rows);
  const { reveal } = window;
  useEffect(() => {
    const row = search.rule === undefined ? undefined : rowOf.get(search.rule);
    if (row !== undefined) reveal(row);
  }, [search.rule, rowOf, reveal]);
  const inScope = useMemo(() => view.rules.filter((rule) => search.resource === undefined || rule.resource === search.resource), [view.rules, search.resource]);
  const numbers = useMemo(() => {
    const paths = filledPaths(view);
    const targets = view.targets.filter((target) => search.resource === undefined || target.resource === search.resource);
    const gaps = targets.reduce((sum, target) => sum + gapsOf(target, paths).length, 0);
    return new Map(states.map(({ state }) => [state, state === 'gap' ? gaps : inScope.filter((rule) => inState(rule, [state], unsaved)).length]));
  }, [view, inScope, search.resource, unsaved]);
  const resources = useMemo(() => {
    const sum = new Map<string, number>(view.targets.map((target) => [target.resource, 0]));
    for (const rule of view.rules) sum.set(rule.resource, (sum.get(rule.resource) ?? 0) + 1);
    return [...sum];
  }, [view]);
  const mode = search.lines ?? 'view';
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: window.page, PageUp: -window.page, Home: -lines.length, End: lines.length }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const rules = lines.filter((line) => line.kind === 'rule');
    const at = rules.findIndex((line) => line.key === search.rule);
    const next = rules[Math.max(0, Math.min(rules.length - 1, at + step))];
    if (next) onRule(next.key);
  };
  return (
    <section className={`${styles['pane']} ${styles['rul']}`} aria-label="Rules">
      <header className={styles['head']}>
        <h2>Rules</h2>
        <select className={styles['select']} aria-label="Resource type" value={search.resource ?? ''} onChange={(event) => onSearch({ resource: event.target.value || undefined })}>
          <option value="">All resource types, {count(view.rules.length)}</option>
          {resources.map(([resource, rules]) => <option key={resource} value={resource}>{resource}, {count(rules)}</option>)}
        </select>
        <FindBox value={search.findRule} label="Find rule" onFind={(text) => onSearch({ findRule: text })} />
        <button type="button" className={styles['button']} onClick={() => onSearch({ lines: modes[mode].next === 'view' ? undefined : modes[mode].next })} aria-label={`Lines: ${modes[mode].words}`} title={`Which link lines are drawn: ${modes[mode].words}`}>
          <Icon name="mapping" size={11} /><span className={styles['long']}>Lines: </span>{modes[mode].words}
        </button>
        {mayEdit && <button type="button" className={styles['button']} onClick={() => onAdd()}>Add rule <Kbd keys="N" /></button>}
      </header>
      <div className={styles['chips']} role="group" aria-label="Filter rules">
        {states.filter(({ state }) => state !== 'unsaved' || unsaved.size > 0).map(({ state, words, icon, title }) => (
          <Chip key={state} title={title} pressed={search.rules?.includes(state) ?? false} number={numbers.get(state) ?? 0} onPress={() => onSearch({ rules: toggled(search.rules, state) })}>
            {icon}{words}
          </Chip>
        ))}
      </div>
      <div className={styles['cols']} aria-hidden="true">
        <span /><span>Source fields</span><span className={styles['into']} /><span>Expression</span><span className={styles['into']} /><span>Element</span><span>How</span><span className="num">Values</span><span className="num">Held</span><span className="num">Find.</span>
      </div>
      <div ref={rows} className={styles['rows']} onScroll={window.onScroll} onKeyDown={onKeyDown} tabIndex={0} role="grid" aria-label="Rules" aria-rowcount={lines.length} aria-activedescendant={search.rule === undefined ? undefined : `rule-${search.rule}`}>
        {lines.length === 0 && <p className={styles['none']}>No rule fits these filters.<button type="button" className={styles['plain']} onClick={() => onSearch({ rules: undefined, findRule: undefined, resource: undefined })}>Show all rules</button></p>}
        <div style={{ height: lines.length * ruleRow, position: 'relative' }}>
          <div style={{ transform: `translateY(${window.first * ruleRow}px)` }}>
            {lines.slice(window.first, window.last).map((line, index) => {
              const id = line.kind === 'rule' ? line.rule.id : null;
              return (
                <RuleLineRow
                  key={line.key} line={line} row={window.first + index + 1} chosen={id !== null && id === search.rule} lit={id !== null && related.has(id)}
                  unsaved={id !== null && unsaved.has(id)} mayEdit={mayEdit} onRule={onRule} onOpen={onOpen} onAdd={onAdd}
                />
              );
            })}
          </div>
        </div>
      </div>
    </section>
  );
}

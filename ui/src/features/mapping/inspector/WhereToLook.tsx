// Where work on the mapping is likely to be: rules that cause findings, rules that hold resources back, values invented
// without a reason. Shown while no rule is chosen, so that the room below is of use; a click chooses the rule.
//
// It counts nothing itself: every number is the workspace's, from the last run.
import { useMemo, type ReactNode } from 'react';
import { count } from '../../../components/formats';
import { Icon } from '../../../components/Icon';
import type { MappingView } from '../../../contract/contract';
import { How } from '../marks';
import styles from './inspector.module.css';

type Line = { rule: string; words: string; number: number };
type Props = { view: MappingView; onRule: (id: string) => void };

const shown = 12;

function linesOf(view: MappingView): { findings: Line[]; held: Line[]; invented: Line[] } {
  const words = new Map(view.rules.map((rule) => [rule.id, `${rule.resource}.${rule.element}`]));
  const most = (lines: Line[]): Line[] => lines.filter((line) => line.number > 0).sort((a, b) => b.number - a.number);
  const ofRules = (number: (rule: MappingView['rules'][number]) => number): Line[] =>
    most(view.rules.map((rule) => ({ rule: rule.id, words: words.get(rule.id) ?? rule.id, number: number(rule) })));
  return {
    findings: ofRules((rule) => rule.findings),
    held: ofRules((rule) => rule.held ?? 0),
    invented: most(view.invented.filter((line) => line.reason === null).map((line) => ({ rule: line.rule, words: words.get(line.rule) ?? line.element, number: line.values }))),
  };
}

function List({ title, hint, lines, tone, none, icon, onRule }: { title: string; hint: string; lines: readonly Line[]; tone: string; none: string; icon: ReactNode; onRule: (id: string) => void }) {
  return (
    <section className={styles['column']} aria-label={title}>
      <div className={styles['heading']}><h3>{title}</h3><span className="dim x cut">{lines.length === 0 ? '' : hint}</span></div>
      {lines.length === 0 ? <p className="dim">{none}</p> : (
        <ul className={styles['look']}>
          {lines.slice(0, shown).map((line) => (
            <li key={line.rule}>
              <button type="button" onClick={() => onRule(line.rule)} title={`${line.rule}: ${line.words}`}>{icon}<span className="mono cut">{line.rule}</span><span className="mono dim x cut">{line.words}</span><span className={`num ${tone}`}>{count(line.number)}</span></button>
            </li>
          ))}
        </ul>
      )}
      {lines.length > shown && <p className="dim x">{count(lines.length - shown)} more, by the filter above the rules</p>}
    </section>
  );
}

export function WhereToLook({ view, onRule }: Props) {
  const lines = useMemo(() => linesOf(view), [view]);
  return (
    <div className={styles['looks']}>
      <List title="Rules that cause findings" hint="open findings" lines={lines.findings} tone="safety" none="No rule causes an open finding." icon={<Icon name="findings" size={11} className="clinical" />} onRule={onRule} />
      <List title="Rules that held resources back" hint="resources, last migration" lines={lines.held} tone="clinical" none="No rule held a resource back." icon={<How how="held" />} onRule={onRule} />
      <List title="Invented values without a reason" hint="values, last migration" lines={lines.invented} tone="clinical" none="Every rule that invents values says why." icon={<How how="defaulted" />} onRule={onRule} />
    </div>
  );
}

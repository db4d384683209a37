// One row of the rule grid: the heading of a set, a rule, or a gap that no rule fills. Drawn again only when its own
// facts change, so that scrolling mounts the rows that come into view and leaves the others alone.
import { memo } from 'react';
import { Icon } from '../../components/Icon';
import { count, short } from '../../components/formats';
import type { RuleRow } from '../../contract/contract';
import type { RuleLine } from './model/columns';
import { How } from './marks';
import styles from './studio.module.css';

/** The expression on one line, without the quotes of a plain constant's noise. */
const oneLine = (expression: string): string => expression.replace(/\s+/g, ' ').trim();

function Fields({ rule }: { rule: RuleRow }) {
  if (rule.fields.length === 0) return <span className="tag clinical" title="no source field: every value is invented">◇ <span className={styles['long']}>no source</span><span className={styles['short']} aria-hidden="true">none</span></span>;
  return <span className="mono cut legacy" title={rule.fields.map((field) => `${rule.relation}.${field}`).join(', ')}>{rule.fields.join(', ')}</span>;
}

function State({ rule, unsaved }: { rule: RuleRow; unsaved: boolean }) {
  if (unsaved) return <Icon name="half" size={12} className="accent" title="unsaved edits" />;
  if (rule.problem !== null) return <Icon name="warn" size={12} className="safety" title={rule.problem} />;
  return <Icon name="check" size={12} className="good" title="checks" />;
}

function Numbers({ rule }: { rule: RuleRow }) {
  if (rule.problem !== null) return <span className={`${styles['span3']} safety x cut`} title={rule.problem}>does not run</span>;
  return (
    <>
      <span className="num x">{rule.values === null ? <span className="dim">–</span> : short(rule.values)}</span>
      <span className={`num x ${rule.held ? 'clinical b' : 'dim'}`}>{rule.held === null ? '–' : short(rule.held)}</span>
      <span className={`num x ${rule.findings > 0 ? 'safety b' : 'dim'}`}>{short(rule.findings)}</span>
    </>
  );
}

type Props = {
  line: RuleLine;
  row: number;
  chosen: boolean;
  lit: boolean;
  unsaved: boolean;
  mayEdit: boolean;
  onRule: (id: string) => void;
  onOpen: () => void;
  onAdd: (element?: { resource: string; path: string }) => void;
};

const into = <span className={`dim ${styles['into']}`}>→</span>;

export const RuleLineRow = memo(function RuleLineRow({ line, row, chosen, lit, unsaved, mayEdit, onRule, onOpen, onAdd }: Props) {
  const at = { 'aria-rowindex': row, role: 'row' };
  if (line.kind === 'set') {
    return (
      <div {...at} className={`${styles['row']} ${styles['group']}`}>
        <span role="gridcell" className="cut b">{line.resource}</span>
        <span className="dim x cut">{line.relation === '' ? 'required or must support, no rule yet' : <>from <span className="mono">{line.relation}</span></>}</span>
        <span className={`${styles['end']} dim`}>{count(line.count)}</span>
      </div>
    );
  }
  if (line.kind === 'gap') {
    const { resource, element } = line;
    return (
      <div {...at} className={styles['row']} data-gap>
        <Icon name="open" size={12} className="dim" />
        <span role="gridcell" className="mono dim">no rule</span>{into}
        <span className="x dim cut">empty, {element.required ? 'required' : 'must support'}</span>{into}
        <span className={`mono cut destination ${styles['path']}`} title={`${resource}.${element.path}`}><bdi>{element.path}</bdi></span>
        {mayEdit && <button type="button" className={`${styles['plain']} ${styles['span4']}`} onClick={() => onAdd({ resource, path: element.path })}>Add rule</button>}
      </div>
    );
  }
  const { rule } = line;
  return (
    <div {...at} id={`rule-${rule.id}`} aria-selected={chosen} className={styles['row']} data-chosen={chosen || undefined} data-lit={(!chosen && lit) || undefined} onClick={() => onRule(rule.id)} onDoubleClick={onOpen}>
      <State rule={rule} unsaved={unsaved} />
      <span role="gridcell" className="cut"><Fields rule={rule} /></span>{into}
      <span role="gridcell" className={`cut mid ${styles['expression']}`} title={rule.expression}>{oneLine(rule.expression)}</span>{into}
      <span role="gridcell" className={`mono cut destination ${styles['path']}`} title={`${rule.id}: ${rule.resource}.${rule.element}`}><bdi>{rule.element.replaceAll('[0]', '')}</bdi></span>
      <How how={rule.how} />
      <Numbers rule={rule} />
    </div>
  );
});

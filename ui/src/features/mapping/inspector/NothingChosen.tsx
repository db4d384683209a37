// What the inspector shows when no rule is chosen: the chosen field or element and what can be done about it, or the
// keys that work here and where to look first.
import { Icon } from '../../../components/Icon';
import { Kbd } from '../../../components/Kbd';
import type { ShownKeys } from '../../../components/keysShown';
import { percent, plural } from '../../../components/formats';
import type { MappingView } from '../../../contract/contract';
import { elementKey, fieldKey } from '../model/columns';
import type { MappingSearch } from '../model/search';
import { WhereToLook } from './WhereToLook';
import styles from './inspector.module.css';

type Props = { view: MappingView; search: MappingSearch; mayEdit: boolean; onRule: (id: string) => void; onAdd: (from: { field?: string; relation?: string; resource?: string; path?: string }) => void };

const keys: ShownKeys = [['J', 'next rule'], ['K', 'rule before'], ['Enter', 'write its expression'], ['/', 'find a field'], ['N', 'add a rule']];

/** The keys that work on this screen. */
export const ruleKeys = (mayEdit: boolean): ShownKeys => keys.filter(([key]) => key !== 'N' || mayEdit);

function ofField(view: MappingView, key: string) {
  for (const relation of view.sources) {
    const field = relation.fields.find((one) => fieldKey(relation.name, one.name) === key);
    if (field !== undefined) return { relation, field };
  }
  return null;
}

function ofElement(view: MappingView, key: string) {
  for (const target of view.targets) {
    const element = target.elements.find((one) => elementKey(target.resource, one.path) === key);
    if (element !== undefined) return { target, element };
  }
  return null;
}

export function NothingChosen({ view, search, mayEdit, onRule, onAdd }: Props) {
  const source = search.field === undefined ? null : ofField(view, search.field);
  const target = search.element === undefined ? null : ofElement(view, search.element);
  if (source !== null) {
    const { relation, field } = source;
    return (
      <section className={styles['inspector']} data-single>
        <div className={styles['gone']}>
          <h2 className="mono">{relation.name}.{field.name}</h2>
          <p>{field.kind}, {percent(field.filled)} of {plural(relation.rows, 'row')} filled, PHI class {field.phiClass}. {field.decision === 'dropped' ? `Dropped: ${field.reason ?? 'no reason given'}.` : 'No rule reads it and nobody decided to drop it.'}</p>
          {field.decision !== 'dropped' && <p className="dim">To drop it with a reason, name it under <span className="mono">[[drop]]</span> in the document: <span className="mono">throughline mapping import FILE</span>.</p>}
          {mayEdit && <div className={styles['choices']}><button type="button" className="button small primary" onClick={() => onAdd({ field: field.name, relation: relation.name })}><Icon name="plus" size={11} />Add rule from this field</button></div>}
        </div>
      </section>
    );
  }
  if (target !== null) {
    const { element } = target;
    return (
      <section className={styles['inspector']} data-single>
        <div className={styles['gone']}>
          <h2 className="mono">{target.target.resource}.{element.path}</h2>
          <p>{element.kind}, {element.cardinality}{element.required ? ', required' : ''}{element.mustSupport ? ', must support' : ''}{element.binding === '' ? '' : `, ${element.binding} binding`}. No rule fills it.</p>
          {mayEdit && <div className={styles['choices']}><button type="button" className="button small primary" onClick={() => onAdd({ resource: target.target.resource, path: element.path })}><Icon name="plus" size={11} />Add rule for this element</button></div>}
        </div>
      </section>
    );
  }
  return (
    <section className={styles['inspector']} data-begin>
      <div className={styles['top']}>
        <h2 className={styles['begin']}>Choose a rule, a field or an element</h2>
        <p className={styles['keys']}>{ruleKeys(mayEdit).map(([key, words]) => <span key={key}><Kbd keys={key} /> {words}</span>)}</p>
      </div>
      <WhereToLook view={view} onRule={onRule} />
    </section>
  );
}

// A new rule: in which set, which element it fills, from what, and why. The set may be new as well: a resource made from each
// row of a relation, under the key of that row. The workspace checks it; what it refuses is shown where it stands and nothing
// typed is lost.
import { useMemo, useState } from 'react';
import type { MappingView } from '../../../contract/contract';
import { useAct } from '../../../platform/call';
import { ExpressionEditor } from '../inspector/ExpressionEditor';
import { fieldExpression, freeId, isMappingName, keyOf, keysOf, NEW_SET, RESOURCES, setsOf } from '../model/newRule';
import { Dialog } from '../../../components/Dialog';
import styles from './panels.module.css';

export interface AddFrom {
  readonly resource?: string;
  readonly path?: string;
  readonly relation?: string;
  readonly field?: string;
  readonly expression?: string;
}

type Props = { view: MappingView; from: AddFrom; onClose: () => void; onAdded: (id: string) => void };

export function AddRule({ view, from, onClose, onAdded }: Props) {
  const sets = useMemo(() => setsOf(view), [view]);
  const noSet = from.resource !== undefined && !sets.some((one) => one.resource === from.resource);
  const [choice, setChoice] = useState(() => {
    if (noSet) return NEW_SET;
    return (sets.find((one) => one.resource === from.resource && (from.relation === undefined || one.relation === from.relation)) ?? sets.find((one) => one.relation === from.relation) ?? sets[0])?.set ?? NEW_SET;
  });
  const [resource, setResource] = useState(from.resource ?? '');
  const [relation, setRelation] = useState(from.relation ?? view.sources[0]?.name ?? '');
  const keys = keysOf(view, relation);
  const [ownKey, setOwnKey] = useState<string | null>(null);
  const key = ownKey ?? keyOf(view, relation);
  const isNew = choice === NEW_SET;
  const set = isNew ? `${resource.trim()} < ${relation}` : choice;
  const there = isNew && sets.some((one) => one.set === set);
  const [element, setElement] = useState(from.path ?? '');
  const [ownId, setOwnId] = useState<string | null>(null);
  const [expression, setExpression] = useState(from.expression ?? (from.field === undefined ? '' : fieldExpression(from.field)));
  const [reason, setReason] = useState('');
  const [note, setNote] = useState('');
  // The first rule begins the document, which has a name.
  const begins = view.version === 0;
  const [name, setName] = useState('legacy');
  const named = !begins || isMappingName(name.trim());
  const act = useAct('save_rule');
  const chosen = isNew ? { set, resource: resource.trim(), relation } : sets.find((one) => one.set === set);
  const id = ownId ?? freeId(view, set, element);
  const taken = view.rules.some((rule) => rule.id === id);
  const elements = view.targets.find((target) => target.resource === chosen?.resource)?.elements ?? [];
  const ready = (isNew ? resource.trim() !== '' && relation !== '' && key.trim() !== '' && !there : set !== '') && element.trim() !== '' && expression.trim() !== '' && id !== '' && !taken && note.trim() !== '' && named;
  const add = (): void => {
    if (!ready || act.isPending) return;
    act.mutate(
      { id, set, key: isNew ? key.trim() : null, name: begins ? name.trim() : null, element: element.trim(), expression, reason: reason.trim() === '' ? null : reason.trim(), note: note.trim(), baseVersion: view.version },
      { onSuccess: () => onAdded(id) },
    );
  };
  const problems = act.error?.problems ?? [];
  return (
    <Dialog title="Add rule" label="Add rule" onClose={onClose} busy={act.isPending}>
      <form className={styles['form']} onSubmit={(event) => { event.preventDefault(); add(); }}>
        {begins && (
          <label className="field"><span className="x mid b">Name of the mapping</span>
            <input className="input mono" value={name} spellCheck={false} aria-invalid={!named} aria-describedby="add-rule-name" onChange={(event) => setName(event.target.value)} />
            <span id="add-rule-name" className={`x ${named ? 'mid' : 'safety'}`}>{named ? <>Every id that it makes is kept under <span className="mono">urn:{name.trim()}</span>: the legacy system’s name serves well. It stays.</> : 'Small letters, digits and dashes, up to 40.'}</span>
          </label>
        )}
        {noSet && <p className="mid x">No relation feeds {from.resource} yet: this rule begins its set.</p>}
        <div className={styles['pair']}>
          <label className="field"><span className="x mid b">Set</span>
            <select className="input" value={choice} onChange={(event) => setChoice(event.target.value)}>
              {sets.map((one) => <option key={one.set}>{one.set}</option>)}
              <option value={NEW_SET}>New set</option>
            </select>
          </label>
          <label className="field"><span className="x mid b">Element</span>
            <input className="input mono" list="add-rule-elements" value={element} data-first={(from.path === undefined && !(isNew && from.resource === undefined)) || undefined} spellCheck={false} placeholder="such as code.text" onChange={(event) => setElement(event.target.value)} />
            <datalist id="add-rule-elements">{elements.map((one) => <option key={one.path} value={one.path.replace('[x]', '')} />)}</datalist>
          </label>
        </div>
        {isNew && (
          <fieldset className={styles['newSet']}>
            <legend className="x mid">One resource for each row of a relation</legend>
            <label className="field"><span className="x mid b">Resource</span>
              <input className="input mono" list="add-rule-resources" value={resource} data-first={from.resource === undefined || undefined} spellCheck={false} placeholder="such as Patient" onChange={(event) => setResource(event.target.value)} />
              <datalist id="add-rule-resources">{RESOURCES.map((one) => <option key={one} value={one} />)}</datalist>
            </label>
            <label className="field"><span className="x mid b">Relation</span>
              <select className="input mono" value={relation} onChange={(event) => { setRelation(event.target.value); setOwnKey(null); }}>{view.sources.map((one) => <option key={one.name}>{one.name}</option>)}</select>
            </label>
            <label className="field"><span className="x mid b">Key of a row</span>
              <input className="input mono" list="add-rule-keys" value={key} spellCheck={false} placeholder="such as ID" title="An expression that tells each row from every other: a field, or several put together" onChange={(event) => setOwnKey(event.target.value)} />
              <datalist id="add-rule-keys">{keys.map((one) => <option key={one} value={one} />)}</datalist>
            </label>
          </fieldset>
        )}
        {there && <p className="safety x" role="alert">The mapping has a set {set} already.</p>}
        <div>
          <span className="x mid b">Expression over {chosen?.relation ?? 'the relation'}</span>
          <ExpressionEditor value={expression} saved={null} problems={problems} readOnly={false} label="Expression" linesMin={3} onChange={setExpression} onRun={add} />
        </div>
        <div className={styles['pair']}>
          <label className="field"><span className="x mid b">Id</span><input className="input mono" value={id} spellCheck={false} aria-invalid={taken} onChange={(event) => setOwnId(event.target.value)} /></label>
          <label className="field"><span className="x mid b">Reason for a default, if it is one</span><input className="input" value={reason} onChange={(event) => setReason(event.target.value)} /></label>
        </div>
        <label className="field"><span className="x mid b">Why this change</span><input className="input" value={note} data-first={from.path === undefined ? undefined : true} onChange={(event) => setNote(event.target.value)} /></label>
        {taken && <p className="safety x" role="alert">A rule {id} exists already.</p>}
        {act.error !== null && (
          <p className="safety x" role="alert">{act.error.code === 'conflict' ? 'Another desktop saved meanwhile. What you wrote is kept; add it again.' : act.error.message}{problems.map((problem) => <span key={problem.message}><br /><span className="mono">{problem.line}:{problem.column}</span> {problem.message}</span>)}</p>
        )}
        <div className={styles['buttons']}>
          <button type="button" className="button" disabled={act.isPending} onClick={onClose}>Cancel</button>
          <button type="submit" className="button primary" disabled={!ready || act.isPending}>{act.isPending ? 'Adding' : 'Add rule'}</button>
        </div>
      </form>
    </Dialog>
  );
}

// One rule, below the columns: its expression and code map on the left, before and after in the middle, saving and
// history on the right. Ctrl+S saves, Ctrl+Z and Ctrl+Shift+Z walk through the unsaved edits of this rule.
import { Link } from '@tanstack/react-router';
import { useEffect, useImperativeHandle, useMemo, useRef, useState, type Ref } from 'react';
import { ErrorState } from '../../../components/ErrorState';
import { Icon } from '../../../components/Icon';
import { Kbd } from '../../../components/Kbd';
import { Skeleton } from '../../../components/Skeleton';
import { plural } from '../../../components/formats';
import type { MappingView, Permission, RuleDetail } from '../../../contract/contract';
import { useCommand } from '../../../platform/call';
import type { Links } from '../model/links';
import type { Patch } from '../model/search';
import { BeforeAfter } from './BeforeAfter';
import { CodeMapTable } from './CodeMapTable';
import { ConflictPanel } from './ConflictPanel';
import { ExpressionEditor, type EditorHandle } from './ExpressionEditor';
import styles from './inspector.module.css';
import { SavePanel } from './SavePanel';
import { useRuleWork, type RuleWork } from './useRuleWork';

export interface InspectorHandle {
  readonly focus: () => void;
  readonly insert: (relation: string, field: string) => void;
}

type Props = {
  id: string;
  scope: string;
  view: MappingView;
  answeredAt: number;
  links: Links;
  permissions: readonly Permission[];
  handle: Ref<InspectorHandle>;
  refreshMapping: () => Promise<unknown>;
  onSearch: (patch: Patch) => void;
  onRemove: (detail: RuleDetail) => void;
  onAddAgain: (expression: string) => void;
};

const typingPauseMs = 350;

/** The expression as it stood when typing paused. `now` skips the pause. */
function usePaused(text: string): [string, () => void] {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), typingPauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  return [paused, () => setPaused(text)];
}

/** Ctrl+S and Ctrl+Z of the rule, unless the person types somewhere outside the inspector or a dialog is open. */
function useRuleKeys(root: { current: HTMLElement | null }, mayEdit: boolean, rule: RuleWork, onSave: () => void): void {
  const latest = useRef({ mayEdit, rule, onSave });
  latest.current = { mayEdit, rule, onSave };
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      const key = event.key.toLowerCase();
      if (key !== 's' && key !== 'z' && key !== 'y') return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      const elsewhere = target?.closest('input, textarea, select') != null && root.current?.contains(target) !== true;
      if (document.querySelector('dialog[open], [role="dialog"][aria-modal="true"]') !== null || (elsewhere && key !== 's')) return;
      event.preventDefault();
      const now = latest.current;
      if (!now.mayEdit) return;
      if (key === 's') now.onSave();
      else if (key === 'y' || event.shiftKey) now.rule.edits.redo();
      else now.rule.edits.undo();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [root]);
}

export function Inspector({ id, scope, view, answeredAt, links, permissions, handle, refreshMapping, onSearch, onRemove, onAddAgain }: Props) {
  const rule = useRuleWork(scope, id, view, answeredAt, refreshMapping);
  const { detail, edits, conflict } = rule;
  const { draft, dirty, work } = edits;
  const mayEdit = permissions.includes('edit_mapping') && detail !== undefined;
  const mayPreview = permissions.includes('read_preview');
  const root = useRef<HTMLElement>(null);
  const editor = useRef<EditorHandle>(null);
  const note = useRef<HTMLInputElement>(null);
  const [paused, runNow] = usePaused(draft.expression);
  const preview = useCommand('preview_rule', { id, expression: paused, limit: 50 }, { enabled: mayPreview && paused.trim() !== '' && detail !== undefined, staleTime: 60_000 });
  const busy = preview.isFetching || paused !== draft.expression;
  const problems = useMemo(() => {
    const found = paused === draft.expression ? (preview.data?.problems ?? []) : [];
    return [...rule.refused, ...found.filter((problem) => !rule.refused.some((known) => known.message === problem.message))];
  }, [paused, draft.expression, preview.data, rule.refused]);
  useImperativeHandle(handle, () => ({
    focus: () => editor.current?.focus(),
    insert: (relation, field) => {
      const plain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(field) ? field : `"${field}"`;
      if (mayEdit && (relation === detail?.row.relation || relation.startsWith('hl7.'))) editor.current?.insert(plain);
    },
  }));
  // The workspace would refuse it: it is said where the button is, before somebody has written why.
  const blocked = rule.blocked ?? (!busy && (preview.data?.problems.length ?? 0) > 0 ? 'The expression does not check.' : null);
  const onSave = (): void => {
    if (blocked !== null) return;
    if (draft.note.trim() === '') note.current?.focus();
    else void rule.save();
  };
  useRuleKeys(root, mayEdit, rule, onSave);

  if (rule.error !== null && detail === undefined) {
    if (rule.error.code !== 'not_found') return <section className={styles['inspector']} data-single><ErrorState error={rule.error} retry={rule.retry} /></section>;
    return (
      <section className={styles['inspector']} data-single>
        <div className={styles['gone']}>
          <h2>The rule {id} is not in v{view.version}</h2>
          <p>{work === null ? 'Somebody removed or renamed it.' : 'Somebody removed it while you had unsaved edits. They are kept here.'}</p>
          {work !== null && <pre className={styles['diff']}>{draft.expression}</pre>}
          <div className={styles['choices']}>
            {work !== null && permissions.includes('edit_mapping') && <button type="button" className="button small primary" onClick={() => onAddAgain(draft.expression)}>Add it again</button>}
            {work !== null && <button type="button" className="button small" onClick={edits.discard}>Forget my edits</button>}
            <button type="button" className="button small" onClick={() => onSearch({ rule: undefined, panel: 'history' })}>Look in the history</button>
          </div>
        </div>
      </section>
    );
  }
  if (detail === undefined) return <section className={styles['inspector']} data-single aria-busy="true"><div className={styles['waiting']}><Skeleton width={260} height={14} /><Skeleton width="60%" /><Skeleton width="45%" /></div></section>;

  const { row } = detail;
  const fields = links.fieldsOf.get(id) ?? [];
  return (
    <section ref={root} className={styles['inspector']} aria-label={`Rule ${id}`}>
      <header className={styles['top']}>
        <Icon name="mapping" size={14} className="accent" />
        <span className={`mono b ${styles['title']}`}>
          {row.resource}.
          <input className="mono b" value={draft.element} readOnly={!mayEdit} aria-label="Destination element" size={Math.max(6, draft.element.length)} spellCheck={false} onChange={(event) => edits.change({ element: event.target.value }, 'element')} />
        </span>
        <span className="dim x">{id}, line {detail.line}</span>
        {dirty && <span className="tag accent"><Icon name="half" size={10} />unsaved</span>}
        <span className={`x cut ${styles['reads']}`}>
          {fields.length === 0 ? <span className="clinical">reads no field</span> : <>reads {fields.map((field) => <button key={field} type="button" className="mono legacy" onClick={() => onSearch({ field, element: undefined })}>{field}</button>)}</>}
          {row.findings > 0 && <Link className="safety" to={'/findings' as never} search={{ classes: ['mapping rule', 'code map'] } as never} title="Causes that lie in mapping rules and code maps">{plural(row.findings, 'open finding')}</Link>}
        </span>
        {mayEdit && (
          <span className={styles['acts']}>
            <button type="button" className="button small" disabled={!work?.history.past.length} onClick={edits.undo}>Undo <Kbd keys="Mod Z" /></button>
            <button type="button" className="button small" disabled={!work?.history.future.length} onClick={edits.redo} title="Ctrl+Shift+Z">Redo</button>
            <button type="button" className="button small" disabled={!dirty} onClick={() => edits.change({ ...(work?.base ?? draft), note: '' }, null)} title="Back to the saved rule; undo brings your edits back">Revert</button>
            <button type="button" className="button small danger" onClick={() => onRemove(detail)}>Remove</button>
          </span>
        )}
      </header>
      <div className={`${styles['column']} ${styles['left']}`}>
        <div className={styles['heading']}><h3>Expression</h3><span className={`dim x cut ${styles['push']}`} title={detail.definition}>{detail.definition === '' ? `SQL over ${row.relation}` : detail.definition}</span></div>
        <ExpressionEditor
          value={draft.expression} saved={dirty ? (work?.base.expression ?? null) : null} problems={problems} readOnly={!mayEdit} label={`Expression of ${id}`} handle={editor}
          onChange={(expression) => edits.change({ expression }, 'expression')} onRun={() => { runNow(); void preview.refetch(); }} onLeave={() => document.querySelector<HTMLElement>('[role="grid"][aria-label="Rules"]')?.focus()}
        />
        <Checked mayPreview={mayPreview} rule={rule} problems={problems} typeName={preview.data?.typeName || detail.typeName} busy={busy && mayPreview} evaluated={preview.data?.evaluated ?? null} saved={row.problem} />
        {!mayEdit && <p className="x dim">Your role reads rules; analysts and informaticists change them.</p>}
        {draft.codeMap !== null && (
          <CodeMapTable
            map={draft.codeMap} target={detail.codeMap?.target ?? ''} summary={view.codeMaps.find((map) => map.id === draft.codeMap?.id)} saved={work?.base.codeMap ?? draft.codeMap} mayEdit={mayEdit}
            onChange={(codeMap, group) => edits.change({ codeMap }, group)}
          />
        )}
      </div>
      <div className={`${styles['column']} ${styles['middle']}`}>
        {conflict !== null ? <ConflictPanel conflict={conflict} settle={rule.settle} /> : !mayPreview ? (
          <p className={styles['hint']}><Icon name="lock" size={12} />Your role sees no values, not even de-identified ones.</p>
        ) : preview.error !== null ? <ErrorState error={preview.error} retry={() => void preview.refetch()} /> : preview.data === undefined ? (
          <div className={styles['waiting']} aria-busy="true">{Array.from({ length: 6 }, (_, at) => <Skeleton key={at} width={`${92 - at * 7}%`} />)}</div>
        ) : preview.data.problems.length > 0 ? (
          <p className={styles['hint']}><Icon name="warn" size={12} className="safety" />The expression does not check yet; values come back when it does.</p>
        ) : <BeforeAfter preview={preview.data} element={draft.element} version={work?.version ?? view.version} dirty={dirty && draft.expression !== work?.base.expression} busy={busy} />}
      </div>
      <SavePanel view={view} detail={detail} rule={rule} blocked={blocked} preview={preview.data} busy={busy && mayPreview} mayEdit={mayEdit} mayPreview={mayPreview} note={note} onSave={onSave} />
    </section>
  );
}

type CheckedProps = { mayPreview: boolean; rule: RuleWork; problems: readonly { line: number; column: number; message: string }[]; typeName: string; busy: boolean; evaluated: number | null; saved: string | null };

/** The line under the editor: what the workspace says of the expression. */
function Checked({ mayPreview, rule, problems, typeName, busy, evaluated, saved }: CheckedProps) {
  const message = problems[0]?.message ?? (rule.edits.dirty ? null : saved);
  if (message !== null) {
    return (
      <ul className={styles['checked']} role="status">
        {(problems.length > 0 ? problems : [{ line: 0, column: 0, message }]).map((problem) => (
          <li key={`${problem.line}:${problem.column}:${problem.message}`} className="safety x"><Icon name="warn" size={11} />{problem.line > 0 && <span className="mono">{problem.line}:{problem.column}</span>}{problem.message}</li>
        ))}
      </ul>
    );
  }
  return (
    <p className={styles['checked']} role="status">
      <span className={`x ${busy ? 'dim' : 'good'}`}><Icon name={busy ? 'jobs' : 'check'} size={11} />{busy ? 'checking' : `Type: ${typeName}`}</span>
      {evaluated !== null && <span className="x dim">{plural(evaluated, 'row')} evaluated</span>}
      {mayPreview && <span className={`x dim ${styles['push']}`}>run <Kbd keys="Mod Enter" /></span>}
    </p>
  );
}

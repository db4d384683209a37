// The right part of the inspector: what a save would touch, the reason for values without a source, why the change is
// made, and where the rule's own history stands. Blast radius comes before the button on purpose.
import { useState, type RefObject } from 'react';
import { Ago } from '../../../components/Ago';
import { Icon } from '../../../components/Icon';
import { Kbd } from '../../../components/Kbd';
import { Skeleton } from '../../../components/Skeleton';
import { count, people, percent, plural } from '../../../components/formats';
import type { MappingView, RuleDetail, RulePreview, RuleVersion } from '../../../contract/contract';
import { diffLines } from '../model/diff';
import styles from './inspector.module.css';
import type { RuleWork } from './useRuleWork';

type Props = {
  view: MappingView;
  detail: RuleDetail;
  rule: RuleWork;
  /** Why it cannot be saved now, or null. */
  blocked: string | null;
  preview: RulePreview | undefined;
  busy: boolean;
  mayEdit: boolean;
  mayPreview: boolean;
  note: RefObject<HTMLInputElement | null>;
  onSave: () => void;
};

function Blast({ preview, busy, dirty, values, mayPreview }: { preview: RulePreview | undefined; busy: boolean; dirty: boolean; values: number | null; mayPreview: boolean }) {
  if (preview === undefined || preview.problems.length > 0) {
    return (
      <div className={styles['card']}>
        <div className={styles['heading']}><h3>{dirty ? 'Blast radius' : 'In the data'}</h3></div>
        <p className="x dim">{busy ? <Skeleton width={180} /> : <>{values === null ? 'Not migrated yet.' : `${plural(values, 'value')} in the last migration.`}{mayPreview && ' More when the expression checks.'}</>}</p>
      </div>
    );
  }
  const patients = preview.patientsNone ? '0' : people(preview.patients);
  return (
    <div className={styles['card']} data-busy={busy || undefined}>
      <div className={styles['heading']}>
        <h3>{dirty ? 'Blast radius' : 'In the data'}</h3>
        <span className={`dim x ${styles['push']}`}>{dirty ? 'before saving' : `of ${plural(preview.evaluated, 'row')}`}</span>
      </div>
      <div className={styles['four']}>
        {dirty ? (
          <>
            <div><b>{count(preview.changed)}</b><span>rows changed</span></div>
            <div><b>{patients}</b><span>patients touched</span></div>
          </>
        ) : (
          <div><b>{count(preview.evaluated)}</b><span>rows evaluated</span></div>
        )}
        <div><b className={preview.defaulted > 0 ? 'clinical' : undefined}>{count(preview.defaulted)}</b><span>defaulted</span></div>
        <div><b>{count(preview.empty)}</b><span>empty</span></div>
      </div>
      {dirty && <p className="x dim">{preview.changed === 0 ? 'No row gives another value.' : `${percent(preview.changed / Math.max(1, preview.evaluated))} of ${plural(preview.evaluated, 'row')} give another value.`}</p>}
    </div>
  );
}

function Version({ entry, before, newest, mayEdit, onUse }: { entry: RuleVersion; before: string; newest: boolean; mayEdit: boolean; onUse: () => void }) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <button type="button" className={styles['version']} aria-expanded={open} onClick={() => setOpen(!open)}>
        <b>v{entry.version}</b><span className="cut">{entry.author}</span><span className="dim"><Ago atMs={entry.atMs} /></span>
        <span className={`mid cut ${styles['why']}`} title={entry.note}>{entry.note === '' ? 'no note' : entry.note}</span>
      </button>
      {open && (
        <div className={styles['versionText']}>
          <pre className={styles['diff']}>{diffLines(before, entry.expression).map((line, index) => <span key={index} data-kind={line.kind}>{line.kind === 'added' ? '+ ' : line.kind === 'removed' ? '− ' : '  '}{line.text}{'\n'}</span>)}</pre>
          {mayEdit && !newest && <button type="button" className={styles['link']} onClick={onUse}>Use this expression as an edit</button>}
        </div>
      )}
    </li>
  );
}

export function SavePanel({ view, detail, rule, blocked, preview, busy, mayEdit, mayPreview, note, onSave }: Props) {
  const { edits } = rule;
  const { draft, dirty } = edits;
  const approved = view.approved === view.version;
  const asksReason = (mayEdit || draft.reason !== '') && (detail.row.how === 'defaulted' || (detail.row.defaulted ?? 0) > 0 || (preview?.defaulted ?? 0) > 0 || draft.reason !== '');
  return (
    <div className={`${styles['column']} ${styles['right']}`}>
      <Blast preview={preview} busy={busy} dirty={dirty} values={detail.row.values} mayPreview={mayPreview} />
      {asksReason && (
        <label className={styles['ask']}>
          <span className="x mid b">Reason for values without a source</span>
          <textarea rows={2} value={draft.reason} readOnly={!mayEdit} placeholder="Why is the default right? It stands in the ledger of invented values." onChange={(event) => edits.change({ reason: event.target.value }, 'reason')} />
        </label>
      )}
      {mayEdit && (
        <form className={styles['saveRow']} onSubmit={(event) => { event.preventDefault(); onSave(); }}>
          <input ref={note} value={draft.note} placeholder={dirty ? 'Why this change?' : 'No unsaved edits'} aria-label="Why this change" disabled={!dirty} onChange={(event) => edits.change({ note: event.target.value }, 'note')} />
          <button type="submit" className="button small primary" disabled={blocked !== null || rule.saving} title={blocked ?? undefined}>{rule.saving ? 'Saving' : 'Save'} <Kbd keys="Mod S" /></button>
        </form>
      )}
      <div className={styles['flow']}>
        <span className="good"><Icon name="done" size={11} /> drafted</span><i />
        <span className={approved ? 'good' : 'clinical'}><Icon name={approved ? 'done' : 'half'} size={11} /> {approved ? `v${view.version} approved` : `v${view.version} waits for approval`}</span><i />
        <span className={view.run > 0 ? 'mid' : 'dim'}><Icon name="open" size={11} /> {view.run > 0 ? `migration ${view.run}` : 'not migrated yet'}</span>
      </div>
      <div className={styles['heading']}><h3>History of this rule</h3><span className={`dim x ${styles['push']}`}>{plural(detail.history.length, 'version')}</span></div>
      <ul className={styles['history']}>
        {detail.history.length === 0 && <li className="dim x">Unchanged since it was imported.</li>}
        {detail.history.map((entry, index) => (
          <Version key={entry.version} entry={entry} before={detail.history[index + 1]?.expression ?? ''} newest={entry.expression === draft.expression} mayEdit={mayEdit} onUse={() => edits.change({ expression: entry.expression }, null)} />
        ))}
      </ul>
    </div>
  );
}

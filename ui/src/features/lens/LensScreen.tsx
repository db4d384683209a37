// The lens of a side: what the rows of its tables assert. Left the tables, in the middle the lens in its visual form or as text, right
// the inspector; above all of it whose lens it is, and what it reads while it is written.
//
// Both forms are of one lens: whichever is changed, the workspace makes the other of it. The text is what is kept.
import { useIsMutating } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { Icon } from '../../components/Icon';
import { Skeleton } from '../../components/Skeleton';
import { StatusBar } from '../../components/StatusBar';
import { Split } from '../../components/Split';
import { plural } from '../../components/formats';
import { toast } from '../../components/toasts';
import { useAddress } from '../../components/useAddress';
import { useKeys } from '../../components/useKeys';
import type { LensCounts, LensForm, LensView, Permission } from '../../contract/contract';
import { useAct, useCommand } from '../../platform/call';
import { CodesPanel } from './CodesPanel';
import { CountStrip } from './CountStrip';
import { HistoryPanel } from './HistoryPanel';
import { Inspector, Profile } from './Inspector';
import { addPart, emptyPart, partsOf, removeSay } from './model/form';
import { validate, type LensSearch, type Mode, type Panel, type Side } from './model/search';
import { tableLines } from './model/tables';
import { PartCard } from './PartCard';
import { SideSwitch } from './SideSwitch';
import { SuggestPanel } from './SuggestPanel';
import { TableFate } from './TableFate';
import { TableList } from './TableList';
import { TextPane } from './TextPane';
import { useCounts } from './useCounts';
import { Tables, useFields } from './useFields';
import { isWritten, useLensWork, type LensWork } from './useLensWork';
import styles from './lens.module.css';

/** The lens of the side that the address names, with what it takes to work on it; the sight of each other state. */
export function LensScreen() {
  const [{ side = 'legacy', mode }, setSearch] = useAddress(validate);
  // The answer about one side never stands for the other while that loads.
  const lens = useCommand('lens', { side }, { keep: false });
  const session = useCommand('session', {});
  const account = `${session.data?.workspace ?? ''}/${session.data?.account ?? ''}`;
  const other: Side = side === 'legacy' ? 'destination' : 'legacy';
  // Who saves sees what becomes of it before the other side is shown.
  const saving = useIsMutating() > 0;
  const turn = (to: Side): void => { if (!saving) setSearch({ ...elsewhere, side: to === 'legacy' ? undefined : to, mode }); };
  useKeys({ s: () => turn(other) });
  const sides = <SideSwitch side={side} written={isWritten(`${account}/${other}`) ? other : null} disabled={saving} onSide={turn} />;
  if (lens.data === undefined) return <Bare side={side} sides={sides}>{lens.error === null ? <Loading /> : <ErrorState error={lens.error} retry={() => void lens.refetch()} />}</Bare>;
  if (lens.data.version === 0 && lens.data.tables.length === 0) return <Bare side={side} sides={sides}><Nothing side={side} /></Bare>;
  const scope = `${account}/${side}`;
  return <Loaded key={scope} side={side} sides={sides} view={lens.data} scope={scope} permissions={session.data?.permissions ?? []} />;
}

/** What of an address is about the tables of one side only. */
const elsewhere = { table: undefined, part: undefined, aspect: undefined, show: undefined, find: undefined, panel: undefined } as const;

const SIDES = [['S', 'other side']] as const;

/** The screen where there is no lens to show: the other side's is a step away. */
function Bare({ side, sides, children }: { side: Side; sides: ReactNode; children: ReactNode }) {
  return (
    <div className={styles['screen']} data-side={side}>
      <div className={styles['strip']}>{sides}</div>
      <div className={styles['bare']}>{children}</div>
      <StatusBar keys={SIDES} />
    </div>
  );
}

/** Nothing of the side was brought in. */
function Nothing({ side }: { side: Side }) {
  if (side === 'destination') {
    return (
      <EmptyState icon="lens" title="There is no destination to read yet">
        A destination that is tables, a warehouse or another vendor’s, is read by a lens of its own. Bring it in with <span className="mono">throughline ingest --side destination FOLDER</span>. FHIR, HL7 v2 and C-CDA need no lens, and what a <Link to={'/mapping' as string} className="accent">mapping</Link> makes here is FHIR.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon="lens" title="There is nothing to read yet">
      A lens says what the rows of tables assert. Bring in what the legacy system left with <span className="mono">throughline ingest --side legacy FOLDER</span>; then begin from the starter of your system, <span className="mono">throughline starter apply NAME</span>, or from what is proposed here.
    </EmptyState>
  );
}

const READS = [['J K', 'attribute'], ['T', 'text beside it'], ['/', 'filter tables'], ...SIDES] as const;
const EDITS = [...READS, ['U', 'undo'], ['R', 'redo'], ['Delete', 'take the attribute out']] as const;

const modes: readonly (readonly [Mode, string])[] = [['visual', 'Visual'], ['text', 'Text'], ['both', 'Both']];

function Loaded({ side, sides, view, scope, permissions }: { side: Side; sides: ReactNode; view: LensView; scope: string; permissions: readonly Permission[] }) {
  const [search, setSearch] = useAddress(validate);
  const work = useLensWork(view, side, scope);
  const { now } = work;
  const mayEdit = permissions.includes('edit_mapping');
  const mayPreview = permissions.includes('read_preview');
  const [whole, setWhole] = useState(false);
  const [line, setLine] = useState<number | null>(null);
  const [rejected, setRejected] = useState<ReadonlySet<string>>(new Set());
  const [saving, setSaving] = useState(false);
  const findBox = useRef<HTMLInputElement>(null);
  const reads = now.waits === null && now.problems.length === 0;
  const counting = useCounts(side, now.text, whole, reads && mayPreview);
  const suggestions = useCommand('suggest_lens', { side, relation: '' }, { enabled: mayPreview, staleTime: 300_000, keep: false });
  const lines = useMemo(() => tableLines(view.tables, now.form, counting.counts, suggestions.data?.rows ?? []), [view.tables, now.form, counting.counts, suggestions.data]);
  const table = search.table ?? lines.find((one) => one.end === 'read')?.table.name ?? lines[0]?.table.name ?? '';
  const mode = search.mode ?? 'visual';
  const parts = partsOf(now.form, table);
  const part = parts.find(([index]) => index === search.part) ?? parts.find(([, one]) => one.says.some((say) => say.aspect === search.aspect)) ?? parts[0];
  const says = part?.[1].says ?? [];
  const aspect = says.some((say) => say.aspect === search.aspect) ? search.aspect : undefined;
  const choose = (index: number | undefined, next: string | undefined): void => setSearch({ part: index, aspect: next, panel: undefined });
  const toLine = useCallback((to: number) => { setLine(to); if (mode === 'visual') setSearch({ mode: 'both' }); }, [mode, setSearch]);
  // Beside the visual form the text stands where the chosen part does; it does not move while somebody writes.
  const partLine = useRef<number | undefined>(undefined);
  partLine.current = part?.[1].line;
  useEffect(() => {
    if (partLine.current !== undefined && partLine.current > 0) setLine(partLine.current);
  }, [table, part?.[0], mode]);
  const step = (by: number): void => {
    const all = parts.flatMap(([index, one]) => one.says.map((say) => [index, say.aspect] as const));
    const at = all.findIndex(([index, name]) => index === part?.[0] && name === aspect);
    const next = all[at < 0 ? 0 : Math.max(0, Math.min(all.length - 1, at + by))];
    if (next !== undefined) choose(next[0], next[1]);
  };
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    '/': () => findBox.current?.focus(),
    u: () => work.undo(),
    r: () => work.redo(),
    t: () => setSearch({ mode: mode === 'visual' ? 'both' : undefined }),
    Delete: () => { if (mayEdit && now.form !== null && part !== undefined && aspect !== undefined) work.setForm(removeSay(now.form, part[0], aspect)); },
  });
  useUndoKeys(work, mayEdit);
  const text = <TextPane text={now.text} problems={now.problems} readOnly={!mayEdit} waiting={now.waits === 'form'} line={line} onChange={work.setText} />;
  return (
    <Tables.Provider value={view.tables}>
      <div className={styles['screen']} data-side={side}>
        <CountStrip sides={sides} counting={counting} whole={whole} reads={reads} onWhole={setWhole} />
        <div className={styles['body']}>
          <TableList
            side={side} lines={lines} selected={table} show={search.show ?? 'all'} find={search.find ?? ''} box={findBox} onSelect={(name) => setSearch({ table: name, part: undefined, aspect: undefined })}
            onShow={(show) => setSearch({ show: show === 'all' ? undefined : show })} onFind={(find) => setSearch({ find: find === '' ? undefined : find })}
          />
          <Split id="lens" width={380} min={280} max={760}>
            <div className={styles['middle']}>
              <Bar side={side} work={work} view={view} mode={mode} mayEdit={mayEdit} onMode={(next) => setSearch({ mode: next === 'visual' ? undefined : next })} onSave={() => setSaving(true)} onPanel={(panel) => setSearch({ panel: search.panel === panel ? undefined : panel })} />
              {saving && <SaveForm side={side} work={work} onClose={() => setSaving(false)} />}
              {work.dirty && view.version > work.base && <Meanwhile view={view} work={work} />}
              <Issues side={side} work={work} onLine={toLine} />
              <div className={styles['forms']} data-mode={mode}>
                {mode !== 'text' && <Visual side={side} view={view} work={work} table={table} search={search} mayEdit={mayEdit} counts={counting.counts} rejected={rejected} suggestion={suggestions.data?.rows.find((one) => one.relation === table)} aspect={aspect} chosenPart={part?.[0]} onChoose={choose} onReject={(key) => setRejected(new Set([...rejected, key]))} onLine={toLine} onText={() => setSearch({ mode: 'text' })} />}
                {mode === 'text' && text}
              </div>
            </div>
            <div className={styles['stack']}>
              {mode === 'both' && text}
              {(mode !== 'both' || aspect !== undefined || search.panel !== undefined) && <Beside side={side} view={view} work={work} search={search} table={table} part={part} aspect={aspect} mayEdit={mayEdit} mayPreview={mayPreview} onClose={() => setSearch({ panel: undefined })} />}
            </div>
          </Split>
        </div>
        <StatusBar keys={mayEdit ? EDITS : READS}>{view.version === 0 ? `no lens yet: the tables of the ${side === 'legacy' ? 'legacy system' : 'destination'} assert nothing` : `v${view.version}: the next comparison reads the ${side === 'legacy' ? 'legacy system' : 'destination'} by it`}</StatusBar>
      </div>
    </Tables.Provider>
  );
}

/** Undo and redo by their usual keys, outside of fields of their own. */
function useUndoKeys(work: LensWork, on: boolean): void {
  const latest = useRef(work);
  latest.current = work;
  useEffect(() => {
    if (!on) return;
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || !(event.ctrlKey || event.metaKey) || event.altKey || !['z', 'y'].includes(event.key.toLowerCase())) return;
      // A line that is being typed has an undo of its own.
      if (event.target instanceof HTMLInputElement && event.target.type !== 'checkbox' && event.target.type !== 'radio') return;
      event.preventDefault();
      if (event.shiftKey || event.key.toLowerCase() === 'y') latest.current.redo();
      else latest.current.undo();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [on]);
}

function Bar({ side, work, view, mode, mayEdit, onMode, onSave, onPanel }: { side: Side; work: LensWork; view: LensView; mode: Mode; mayEdit: boolean; onMode: (mode: Mode) => void; onSave: () => void; onPanel: (panel: Panel) => void }) {
  const { now, dirty } = work;
  const ready = dirty && now.waits === null && now.problems.length === 0;
  // A lens that is called by its side is named by the switch already.
  const name = now.form?.name;
  const version = `${view.version === 0 ? 'not saved yet' : `v${view.version}`}${dirty && view.version > 0 ? ', edited' : ''}`;
  return (
    <div className={styles['bar']}>
      <div className={styles['modes']} role="radiogroup" aria-label="Form of the lens">{modes.map(([value, name]) => <button key={value} type="button" role="radio" aria-checked={mode === value} onClick={() => onMode(value)}>{name}</button>)}</div>
      <h1 className={name === side ? 'hidden-text' : 'cut'} title={name}>{name ?? (side === 'legacy' ? 'Lens' : 'Destination lens')}</h1>
      <span className={`dim x ${styles['version']}`} title={version}>{version}</span>
      <span className={styles['push']} />
      {mayEdit && <button type="button" className={styles['tool']} disabled={!work.canUndo} title="Undo (Ctrl Z)" aria-label="Undo" onClick={work.undo}><Icon name="left" size={13} /></button>}
      {mayEdit && <button type="button" className={styles['tool']} disabled={!work.canRedo} title="Redo (Ctrl Shift Z)" aria-label="Redo" onClick={work.redo}><Icon name="right" size={13} /></button>}
      <button type="button" className="button small" aria-label="Codes" title={side === 'legacy' ? 'Name, local time and code maps' : 'Name and local time'} onClick={() => onPanel('codes')}><Icon name="link" size={12} /><span className={styles['word']}>Codes</span></button>
      <button type="button" className="button small" aria-label="History" title="Versions" onClick={() => onPanel('history')}><Icon name="history" size={12} /><span className={styles['word']}>History</span></button>
      {mayEdit && <button type="button" className="button small primary" disabled={!ready} title={dirty && !ready ? (now.waits !== null ? 'The workspace is reading it' : 'Mend the problems first') : undefined} onClick={onSave}>Save</button>}
    </div>
  );
}

function SaveForm({ side, work, onClose }: { side: Side; work: LensWork; onClose: () => void }) {
  const [note, setNote] = useState('');
  const save = useAct('save_lens');
  // The promise is heard after the form is gone as well, what `mutate` is given is not.
  const keep = (): void => {
    const lens = work.now.text;
    save.mutateAsync({ side, lens, note: note.trim(), baseVersion: work.base }).then(
      (made) => {
        work.kept(made.version, lens);
        toast({ tone: 'good', title: `${side === 'legacy' ? 'Lens' : 'Destination lens'} v${made.version} saved`, text: 'The next comparison reads by it.' });
        onClose();
      },
      () => undefined,
    );
  };
  const conflict = save.error?.code === 'conflict';
  return (
    <form className={styles['save']} aria-label="Save the lens" onSubmit={(event) => { event.preventDefault(); keep(); }}>
      <input className="input" value={note} placeholder="Why the change?" aria-label="Why the change?" autoFocus onChange={(event) => setNote(event.target.value)} onKeyDown={(event) => { if (event.key === 'Escape' && !save.isPending) onClose(); }} />
      <button type="submit" className="button small primary" disabled={save.isPending || note.trim() === ''}>Save as v{work.base + 1}</button>
      <button type="button" className="button small" disabled={save.isPending} onClick={onClose}>Cancel</button>
      {save.error !== null && <p className="safety x" role="alert">{conflict ? 'Another desktop saved a version meanwhile. Your text is still here.' : save.error.message}</p>}
    </form>
  );
}

/** Somebody saved a version while this was written: one of the two goes on. */
function Meanwhile({ view, work }: { view: LensView; work: LensWork }) {
  return (
    <div className={styles['save']} role="alert">
      <span className="clinical"><Icon name="warn" size={12} /> v{view.version} was saved while you wrote on v{work.base}.</span>
      <button type="button" className="button small" title="What you wrote is dropped" onClick={() => work.reset(view)}>Go on from v{view.version}</button>
      <button type="button" className="button small" title={`What v${view.version} changed is not in your text; it stays in the history`} onClick={() => work.rebase(view)}>Keep only mine</button>
    </div>
  );
}

/** What is wrong, each with its place, and what the delivery does not have. */
function Issues({ side, work, onLine }: { side: Side; work: LensWork; onLine: (line: number) => void }) {
  const [all, setAll] = useState(false);
  const { problems, missing } = work.now;
  if (problems.length + missing.length === 0 && work.error === null) return null;
  const shown = all ? 200 : 3;
  const whose = side === 'legacy' ? 'The delivery' : 'The destination';
  return (
    <div className={styles['issues']} role="alert">
      {work.error !== null && <p className="safety"><Icon name="warn" size={11} /> {work.error.message} What you wrote is kept here.</p>}
      {problems.slice(0, shown).map((problem, at) => <button key={at} type="button" className="safety" onClick={() => onLine(problem.line)}><span className="mono">{problem.line}:{problem.column}</span> {problem.message}</button>)}
      {missing.slice(0, shown).map((one) => <p key={`${one.relation} ${one.field}`} className="clinical"><Icon name="warn" size={11} /> {one.field === '' ? <>{whose} has no table <span className="mono">{one.relation}</span>.</> : <>{whose} has no <span className="mono">{one.field}</span> in <span className="mono">{one.relation}</span>.</>}</p>)}
      {problems.length + missing.length > Math.min(problems.length, 3) + Math.min(missing.length, 3) && <button type="button" className="accent" onClick={() => setAll(!all)}>{all ? 'Fewer' : `All ${plural(problems.length + missing.length, 'line')}`}</button>}
    </div>
  );
}

type VisualProps = {
  side: Side; view: LensView; work: LensWork; table: string; search: LensSearch; mayEdit: boolean; counts: LensCounts | undefined; rejected: ReadonlySet<string>;
  suggestion: Parameters<typeof SuggestPanel>[0]['suggestion'] | undefined; aspect: string | undefined; chosenPart: number | undefined;
  onChoose: (index: number | undefined, aspect: string | undefined) => void; onReject: (key: string) => void; onLine: (line: number) => void; onText: () => void;
};

function Visual({ side, view, work, table, mayEdit, counts, rejected, suggestion, aspect, chosenPart, onChoose, onReject, onLine, onText }: VisualProps) {
  const fields = useFields(table);
  const names = useMemo(() => view.tables.map((one) => one.name), [view.tables]);
  const { form } = work.now;
  if (form === null) return <div className={styles['cards']}><EmptyState icon="warn" title="The text does not read" action={<button type="button" className="button" onClick={onText}>Show the text</button>}>The visual form comes back when it does; its problems stand above with their lines.</EmptyState></div>;
  const parts = partsOf(form, table);
  const one = view.tables.find((known) => known.name === table);
  const builtIn = one?.builtIn === true;
  const archived = form.archived.find((kept) => kept.from === table);
  const same = suggestion === undefined ? undefined : parts.find(([, part]) => part.kind === suggestion.kind) ?? undefined;
  const change = (next: LensForm): void => work.setForm(next);
  const begin = (): void => {
    change(addPart(form, { ...emptyPart, from: table, patient: suggestion?.part.patient ?? '', kind: suggestion?.kind ?? view.kinds[0] ?? '' }));
    onChoose(form.parts.length, undefined);
  };
  return (
    <div className={styles['cards']}>
      <header className={styles['table']}>
        <h2 className="mono">{table === '' ? 'No table' : table}</h2>
        {one !== undefined && <span className="dim x">{plural(one.rows, 'row')}, {plural(one.fields, 'field')}{one.builtIn ? ', read by a built-in reading unless the lens names it' : ''}</span>}
        {mayEdit && table !== '' && archived === undefined && <span className={styles['push']}><button type="button" className="button small" onClick={begin}><Icon name="plus" size={11} />Part</button></span>}
      </header>
      <TableFate counts={counts} table={table} />
      {archived !== undefined && <Archived reason={archived.reason} readOnly={!mayEdit} onReason={(reason) => change({ ...form, archived: form.archived.map((kept) => (kept.from === table ? { ...kept, reason } : kept)) })} onUndo={() => change({ ...form, archived: form.archived.filter((kept) => kept.from !== table) })} />}
      {parts.map(([index, part]) => (
        <PartCard
          key={index} form={form} index={index} part={part} fields={fields} tables={names} kinds={view.kinds} aspects={view.aspects} made={work.now.waits === null ? counts?.parts[index] ?? null : null} chosen={chosenPart === index ? aspect : undefined} readOnly={!mayEdit}
          onChange={change} onChoose={(next) => onChoose(index, next)} onLine={onLine}
        />
      ))}
      {suggestion !== undefined && archived === undefined && <SuggestPanel suggestion={suggestion} form={form} into={same} rejected={rejected} readOnly={!mayEdit} onReject={onReject} onChange={(next, chosen) => { change(next); onChoose(same?.[0] ?? form.parts.length, chosen); }} />}
      {parts.length === 0 && archived === undefined && (suggestion === undefined || rejected.has(suggestion.relation)) && (
        <EmptyState icon={builtIn ? 'inside' : 'table'} title={builtIn ? 'A built-in reading reads it' : 'No part reads this table'} action={mayEdit && table !== '' ? <><button type="button" className="button" onClick={begin}>Begin a part</button><button type="button" className="button" onClick={() => change({ ...form, archived: [...form.archived, { from: table, reason: 'say why it stays in the archive' }] })}>It stays in the archive</button></> : undefined}>
          {builtIn
            ? `What it says is in the ${side} book without a lens. A part over it takes the place of that reading.`
            : 'Its rows assert nothing and are counted as read by no part. Nothing is proposed: its names and values do not say what it is about, or it names no patient.'}
        </EmptyState>
      )}
    </div>
  );
}

function Archived({ reason, readOnly, onReason, onUndo }: { reason: string; readOnly: boolean; onReason: (reason: string) => void; onUndo: () => void }) {
  return (
    <div className={styles['archived']}>
      <Icon name="archive" size={13} /> It stays in the archive:
      <input key={reason} className="input" defaultValue={reason} readOnly={readOnly} aria-label="Why it stays in the archive" onBlur={(event) => event.target.value.trim() !== reason && onReason(event.target.value.trim())} />
      {!readOnly && <button type="button" className="button small" onClick={onUndo}>Read it</button>}
    </div>
  );
}

type BesideProps = { side: Side; view: LensView; work: LensWork; search: LensSearch; table: string; part: ReturnType<typeof partsOf>[number] | undefined; aspect: string | undefined; mayEdit: boolean; mayPreview: boolean; onClose: () => void };

/** The right: the history, the chosen attribute, or the profile of the table. */
function Beside({ side, view, work, search, table, part, aspect, mayEdit, mayPreview, onClose }: BesideProps) {
  const fields = useFields(table);
  const { now } = work;
  if (search.panel === 'codes' && now.form !== null) return <CodesPanel side={side} form={now.form} readOnly={!mayEdit} onChange={work.setForm} onClose={onClose} />;
  if (search.panel === 'history') return <HistoryPanel side={side} current={view.version} mayEdit={mayEdit} dirty={work.dirty} onClose={onClose} />;
  if (now.form !== null && part !== undefined && aspect !== undefined) {
    return <Inspector side={side} form={now.form} index={part[0]} part={part[1]} aspect={aspect} fields={fields} text={now.waits === null && now.problems.length === 0 ? now.text : null} version={work.base} mayPreview={mayPreview} readOnly={!mayEdit} onChange={work.setForm} />;
  }
  return (
    <section className={styles['profiles']} aria-label="Fields of the table">
      <header><h2>Fields</h2><span className="dim x">{fields.length === 0 ? '' : `${plural(fields.length, 'field')} of ${table}; choose an attribute to edit it`}</span></header>
      {fields.length === 0 && <p className="dim x">The profile of this table is not known.</p>}
      {fields.map((field) => <Profile key={field.name} field={field} />)}
    </section>
  );
}

function Loading() {
  return (
    <div aria-busy="true" aria-label="Loading the lens">
      <div className={styles['ghost']}>{[12, 9, 10].map((rows, column) => <div key={column}>{Array.from({ length: rows }, (_, at) => <Skeleton key={at} width={`${90 - ((at * 13 + column * 9) % 40)}%`} />)}</div>)}</div>
    </div>
  );
}

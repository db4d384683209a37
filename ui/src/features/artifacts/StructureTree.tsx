// The structure of a chosen artifact: messages with segments, fields and components; documents with sections, templates and
// entries; resources with elements; transactions with loops. Each part with how many records have it and how often it
// repeats, and the values of a field as its profile lets them out. Parts are asked for when they are opened.
import { Fragment, type KeyboardEvent, useRef, useState } from 'react';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { Icon } from '../../components/Icon';
import { count, plural } from '../../components/formats';
import type { StructureNode, StructureView } from '../../contract/contract';
import { useCommand } from '../../platform/call';
import { ShareBar } from './Marks';
import styles from './structure.module.css';
import { inOrder, lookedAt, MARKS, oneOf, repeats } from './structureWords';
import type { Go } from './useWhere';
import { patientsOfValue } from './words';

/** Parts of one level that are drawn before somebody asks for more. */
const STEP = 200;

export function StructureTree({ id, go }: { id: string; go: Go }) {
  const whole = useCommand('artifact_structure', { id, parent: 0 }, { keep: false });
  const root = useRef<HTMLDivElement>(null);
  if (whole.isError) return <ErrorState error={whole.error} retry={() => void whole.refetch()} />;
  if (whole.data === undefined) return <div className={styles['waiting']} aria-label="Reading the structure" aria-busy="true" />;
  if (whole.data.rows.length === 0) {
    return (
      <EmptyState icon="tree" title="No structure was found">
        Nothing in this artifact could be read as {whole.data.form === '' ? 'messages, documents, resources or transactions' : whole.data.form}.
      </EmptyState>
    );
  }
  return (
    <div className={styles['structure']} role="tabpanel" aria-label="Structure">
      <Head view={whole.data} />
      <div className={styles['columns']} aria-hidden="true">
        <span>Part</span>
        <span title="Share of those that have the part above it">In</span>
        <span title="How often at most within one part above it">At most</span>
        <span>Values</span>
      </div>
      <div className={styles['tree']} role="tree" aria-label="Structure of the artifact" ref={root} onKeyDown={(event) => walk(event, root.current)}>
        <Parts id={id} rows={whole.data.rows} form={whole.data.form} depth={0} go={go} />
      </div>
    </div>
  );
}

function Head({ view }: { view: StructureView }) {
  return (
    <p className={styles['head']}>
      <span>{lookedAt(view)}</span>
      {view.leftOut > 0 && <span className="clinical">{plural(view.leftOut, 'part')} of further kinds had no room</span>}
      {view.narrativeOnly > 0 && (
        <span className="clinical" title="Only a person can read them: no entry refers to them">
          {plural(view.narrativeOnly, 'block')} of narrative that no entry refers to
        </span>
      )}
    </p>
  );
}

type PartsProps = { id: string; rows: readonly StructureNode[]; form: string; depth: number; go: Go };

function Parts({ id, rows, form, depth, go }: PartsProps) {
  const [most, setMost] = useState(STEP);
  const { own, group } = inOrder(rows);
  const ordered = [...own, ...group];
  return (
    <>
      {ordered.slice(0, most).map((part, index) => (
        <Fragment key={part.id}>
          {index === own.length && (
            <div className={styles['group']} style={{ paddingLeft: 34 + depth * 14 }} aria-hidden="true">
              {plural(group.length, 'segment')} in its group
            </div>
          )}
          <Part id={id} part={part} form={form} depth={depth} first={depth === 0 && index === 0} go={go} />
        </Fragment>
      ))}
      {rows.length > most && (
        <button type="button" className="button small" style={{ marginLeft: 16 + depth * 16 }} onClick={() => setMost(most + STEP)}>
          Show {count(Math.min(STEP, rows.length - most))} more of {count(rows.length)}
        </button>
      )}
    </>
  );
}

function Part({ id, part, form, depth, first, go }: { id: string; part: StructureNode; form: string; depth: number; first: boolean; go: Go }) {
  const [open, setOpen] = useState(first);
  // A part that has no values says in their place what is to be said of it.
  const bare = part.hidden === null && part.values.length === 0;
  const leads = part.field !== '' && part.relation !== '';
  return (
    <>
      <div
        role="treeitem"
        aria-level={depth + 1}
        aria-expanded={part.parts > 0 ? open : undefined}
        aria-selected={false}
        tabIndex={first ? 0 : -1}
        className={styles['part']}
        data-kind={part.kind}
        data-turn={part.parts > 0 || undefined}
        onClick={() => part.parts > 0 && setOpen(!open)}
      >
        <span className={styles['name']} style={{ paddingLeft: depth * 14 }}>
          <span className={styles['turn']}>{part.parts > 0 && <Icon name={open ? 'down' : 'right'} size={10} />}</span>
          <span className="mono" title={part.name}>
            {shortName(part)}
          </span>
          {part.title !== '' && <span className={styles['title']} title={part.title}>{part.title}</span>}
          {!bare && <Marks part={part} />}
        </span>
        <span title={`${count(part.carriers)} ${oneOf(form, part.carriers)}`}>
          <ShareBar share={part.share} />
        </span>
        <span className="num" title={`${count(part.times)} in all`}>
          {repeats(part.most)}
        </span>
        <span className={styles['values']}>
          {bare ? (
            <span className={styles['marks']}>
              <Marks part={part} />
            </span>
          ) : part.hidden !== null ? (
            <span className="dim" title="Values of this kind are never shown">
              <Icon name="lock" size={11} /> {part.hidden}
            </span>
          ) : (
            <span className="mono cut" title={part.values.map(({ value, patients }) => `${value === '' ? 'empty' : value} (${patientsOfValue(patients)})`).join('\n')}>
              {part.values.map(({ value }) => (value === '' ? 'empty' : value)).join(', ')}
            </span>
          )}
          {leads && (
            <button
              type="button"
              tabIndex={-1}
              className={styles['lead']}
              aria-label={`Profile of ${part.field}`}
              title="Its profile"
              onClick={(event) => {
                event.stopPropagation();
                go({ part: undefined, relation: part.relation, field: part.field });
              }}
            >
              <Icon name="arrow" size={11} />
            </button>
          )}
        </span>
      </div>
      {open && part.parts > 0 && <Below id={id} parent={part.id} form={form} depth={depth + 1} go={go} />}
    </>
  );
}

function Below({ id, parent, form, depth, go }: { id: string; parent: number; form: string; depth: number; go: Go }) {
  const below = useCommand('artifact_structure', { id, parent }, { keep: false });
  if (below.isError) return <ErrorState error={below.error} retry={() => void below.refetch()} />;
  if (below.data === undefined) return <div className={styles['loading']} style={{ marginLeft: 30 + depth * 14 }} aria-label="Loading" />;
  return <Parts id={id} rows={below.data.rows} form={form} depth={depth} go={go} />;
}

function Marks({ part }: { part: StructureNode }) {
  return (
    <>
      {part.marks.map((mark) => (
        <span key={mark} className={MARKS[mark]?.loud ? 'tag clinical' : 'tag'} title={MARKS[mark]?.means}>
          {mark}
        </span>
      ))}
      {part.read !== null && part.unread !== null && <Entries read={part.read} unread={part.unread} />}
    </>
  );
}

function Entries({ read, unread }: { read: number; unread: number }) {
  return (
    <span className="x" title="Entries of the section that the built-in reading reads, and those that nothing reads">
      <span className="good">{count(read)} read</span>
      {unread > 0 && <span className="clinical">, {count(unread)} unread</span>}
    </span>
  );
}

/** `OBX-5` keeps its segment; a template is known by its name, and its number would only take the room. */
function shortName(part: StructureNode): string {
  if (part.kind === 'entry' && part.title !== '') return part.name.split(' ')[0] ?? part.name;
  return part.kind === 'template' && part.title !== '' ? `…${part.name.slice(-12)}` : part.name;
}

/** Arrow keys over the parts that are drawn. */
function walk(event: KeyboardEvent, root: HTMLElement | null): void {
  const item = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[role="treeitem"]') : null;
  if (root === null || item === null || event.ctrlKey || event.metaKey || event.altKey) return;
  const items = [...root.querySelectorAll<HTMLElement>('[role="treeitem"]')];
  const at = items.indexOf(item);
  const level = (one: HTMLElement | undefined): number => Number(one?.getAttribute('aria-level') ?? 0);
  const open = item.getAttribute('aria-expanded');
  const around = items.slice(0, at).findLast((one) => level(one) < level(item));
  const moves: Record<string, HTMLElement | undefined> = {
    ArrowDown: items[at + 1],
    ArrowUp: items[at - 1],
    Home: items[0],
    End: items.at(-1),
    ArrowLeft: open === 'true' ? item : around,
    ArrowRight: open === 'true' ? items[at + 1] : item,
  };
  if (!(event.key in moves) && event.key !== 'Enter' && event.key !== ' ') return;
  event.preventDefault();
  event.stopPropagation();
  const turns = event.key === 'Enter' || event.key === ' ' || (event.key === 'ArrowLeft' && open === 'true') || (event.key === 'ArrowRight' && open === 'false');
  if (turns) item.click();
  else moves[event.key]?.focus();
}

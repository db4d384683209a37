// A table that holds attributes as rows, as a pivot would have it: each attribute with its rows, what its values are and the
// column that they stand in, and a lens to begin from. An attribute that fewer than 11 patients have is counted, not named.
import { useState } from 'react';
import { ErrorState } from '../../components/ErrorState';
import { count, percent, plural } from '../../components/formats';
import type { PivotAttribute, PivotGroups, PivotView } from '../../contract/contract';
import { useCommand } from '../../platform/call';
import { useMay } from '../../platform/useSession';
import styles from './pivot.module.css';

const STEP = 40;
const GROUPS_STEP = 10;

export function PivotPanel({ relation }: { relation: string }) {
  const may = useMay('read_preview');
  const pivot = useCommand('pivot', { relation }, { enabled: may, keep: false });
  return (
    <section aria-label="Pivot" className={styles['section']}>
      {!may ? (
        <p className="x dim">Attributes are values of the export: your role sees none.</p>
      ) : pivot.isError ? (
        <ErrorState error={pivot.error} retry={() => void pivot.refetch()} />
      ) : pivot.data === undefined ? (
        <div className={styles['waiting']} aria-busy="true" aria-label="Counting the rows by attribute" />
      ) : (
        <PivotTable view={pivot.data} />
      )}
    </section>
  );
}

export function PivotTable({ view }: { view: PivotView }) {
  const [shown, setShown] = useState(STEP);
  const unnamed = view.total - view.attributes.length;
  return (
    <>
      <div className={styles['heading']}>
        <h3>Pivot</h3>
        <span className="dim x">
          {plural(view.total, 'attribute')} in {plural(view.rows, 'row')}{view.whole ? '' : ', the first of them'}
        </span>
      </div>
      {view.attributes.length === 0 ? (
        <p className="x dim">No attribute is one that at least 11 patients have, so none is named here.</p>
      ) : (
        <div role="table" aria-label={`Attributes of ${view.relation}`} aria-rowcount={view.attributes.length + 1}>
          <div role="row" className={`${styles['line']} ${styles['lineHead']}`}>
            <span role="columnheader">Attribute, its values and where they stand</span>
            <span role="columnheader" className="num">
              Rows
            </span>
          </div>
          {view.attributes.slice(0, shown).map((attribute) => (
            <Line key={`${attribute.value} ${attribute.name}`} attribute={attribute} rows={view.rows} most={view.attributes[0]?.rows ?? 0} />
          ))}
        </div>
      )}
      {view.attributes.length > shown && (
        <button type="button" className="button small" onClick={() => setShown(shown + STEP)}>
          Show {count(Math.min(STEP, view.attributes.length - shown))} more of {count(view.attributes.length)}
        </button>
      )}
      <p className={styles['rest']}>{restWords(view, unnamed)}</p>
      {view.groups !== null && <GroupTable groups={view.groups} />}
      <LensText text={view.lens} />
    </>
  );
}

/** The bar is drawn against the most frequent attribute: of hundreds none is a visible share of the whole. */
function Line({ attribute, rows, most }: { attribute: PivotAttribute; rows: number; most: number }) {
  const share = rows === 0 ? 0 : attribute.rows / rows;
  const name = attribute.name === '' ? attribute.value : attribute.name;
  const several = attribute.several === 0 ? '' : `; ${attribute.several === null ? 'fewer than 11' : count(attribute.several)} rows with more than one value`;
  return (
    <div role="row" className={styles['line']} title={`${name}: ${plural(attribute.rows, 'row')}, ${percent(share)} of all${several}`}>
      <span role="cell" className={styles['attribute']}>
        <span className="cut">
          {name} {attribute.name !== '' && attribute.value !== '' && <span className="mono dim x">{attribute.value}</span>}
        </span>
        <span className="cut x mid">
          {attribute.column === '' ? 'empty in every column' : <>{attribute.kind} in <span className="mono">{attribute.column}</span></>}
          {attribute.column !== '' && attribute.filled < 0.995 && <span className="clinical">, {percent(attribute.filled)} filled</span>}
          {several !== '' && <span className="clinical">, several a patient</span>}
        </span>
      </span>
      <span role="cell" className={`num ${styles['rows']}`}>
        <span className={`bar ${styles['share']}`}>
          <i style={{ width: `${Math.min(100, (attribute.rows / Math.max(1, most)) * 100)}%` }} />
        </span>
        <span>{count(attribute.rows)}</span>
      </span>
    </div>
  );
}

/** What is not in the list: attributes of few patients, removed rows, where the names come from. */
export function restWords(view: PivotView, unnamed: number): string {
  const parts: string[] = [];
  if (unnamed > 0) parts.push(`${plural(unnamed, 'attribute')} of fewer than 11 patients, ${plural(view.rowsHidden, 'row')}, ${unnamed === 1 ? 'is' : 'are'} counted and not named.`);
  if (view.removed !== 0) parts.push(`${view.removed === null ? 'Fewer than 11' : count(view.removed)} removed rows are left out.`);
  parts.push(view.names === '' ? 'No table with names of the attributes was found.' : `Names are from ${view.names}.`);
  return parts.join(' ');
}

/** Rows that say one thing together: how many groups, how large, and what they are made of. */
function GroupTable({ groups }: { groups: PivotGroups }) {
  const [shown, setShown] = useState(GROUPS_STEP);
  return (
    <>
      <div className={styles['heading']}>
        <h3>Groups</h3>
        <span className="dim x">
          by <span className="mono">{groups.column}</span>
        </span>
      </div>
      <p className={styles['rest']}>{groupWords(groups)}</p>
      {groups.kinds.length > 0 && (
        <div role="table" aria-label={`Groups by ${groups.column}`} aria-rowcount={groups.kinds.length + 1}>
          <div role="row" className={`${styles['group']} ${styles['lineHead']}`}>
            <span role="columnheader">Made of</span>
            <span role="columnheader" className="num">
              Groups
            </span>
          </div>
          {groups.kinds.slice(0, shown).map((kind) => {
            const parts = kind.attributes.join(', ');
            return (
              <div role="row" key={`${kind.heading} ${parts}`} className={styles['group']} title={kind.heading === '' ? parts : `${kind.heading}: ${parts}`}>
                <span role="cell" className="cut">
                  {kind.heading !== '' && <span className="mid">{kind.heading}: </span>}
                  {parts}
                </span>
                <span role="cell" className="num">
                  {kind.groups === null ? '<11' : count(kind.groups)}
                </span>
              </div>
            );
          })}
        </div>
      )}
      {groups.kinds.length > shown && (
        <button type="button" className="button small" onClick={() => setShown(shown + GROUPS_STEP)}>
          Show {count(Math.min(GROUPS_STEP, groups.kinds.length - shown))} more of {count(groups.kinds.length)}
        </button>
      )}
    </>
  );
}

/** How many groups there are, of how many rows, who heads them, and what is not listed. */
export function groupWords(groups: PivotGroups): string {
  if (groups.groups === 0) return 'No row names a group.';
  const many = groups.groups === null ? 'Fewer than 11 groups' : plural(groups.groups, 'group');
  const rows = groups.rows === null ? 'fewer than 11 rows' : plural(groups.rows, 'row');
  const sizes = groups.least === groups.most ? `${plural(groups.least, 'row')} each` : `${groups.least} to ${groups.most} rows each, ${groups.middle} in the middle`;
  const parts = [`${many} of ${rows}, ${sizes}${groups.whole ? '' : '; there are more, these are the first'}.`];
  if (groups.heading !== '') parts.push(`A row of its own heads each, named by ${groups.heading}.`);
  const hidden = groups.total - groups.kinds.length;
  if (hidden > 0) parts.push(`${plural(hidden, 'make')} of fewer than 11 patients, or with such an attribute, ${hidden === 1 ? 'is' : 'are'} counted and not listed.`);
  return parts.join(' ');
}

function LensText({ text }: { text: string }) {
  const [copied, setCopied] = useState<'no' | 'yes' | 'refused'>('no');
  const copy = (): void => void navigator.clipboard.writeText(text).then(() => setCopied('yes'), () => setCopied('refused'));
  return (
    <details className={styles['lens']}>
      <summary>A lens to begin from</summary>
      <pre className="mono">{text}</pre>
      <button type="button" className="button small" onClick={copy}>
        Copy
      </button>
      <span className="dim x" role="status">
        {copied === 'yes' ? ' copied' : copied === 'refused' ? ' the system did not let it be copied' : ''}
      </span>
    </details>
  );
}

// The open artifact: what it is, what was doubtful in it, its relations with the profile of every field, a sample, and what
// was set aside. Counts and structure first; values only as the workspace let them out.
import type { ReactNode } from 'react';
import { ErrorState } from '../../components/ErrorState';
import { Icon } from '../../components/Icon';
import { Kbd } from '../../components/Kbd';
import { ago, bytes, count, moment, percent, plural } from '../../components/formats';
import type { ArtifactDetail as Detail, ArtifactRow, RelationView } from '../../contract/contract';
import { useCommand } from '../../platform/call';
import { useKeys } from '../../components/useKeys';
import { FieldsList } from './FieldsList';
import { Hanging, hangingWords } from './Hanging';
import { iconOf, EffectMark, NestedName, StateMark } from './Marks';
import { RelationsOutline } from './RelationsOutline';
import { QuarantineList } from './QuarantineList';
import { RuleLinks } from './RuleLinks';
import { SampleView } from './SampleView';
import { StructureTree } from './StructureTree';
import { UsesView } from './UsesView';
import styles from './detail.module.css';
import { NO_ARTIFACT, type Part } from './search';
import type { Go } from './useWhere';
import { patientsOf, rulesOf, undecided } from './words';

type Props = { id: string; known: ArtifactRow | undefined; part: Part; relation: string | undefined; field: string | undefined; go: Go };

export function ArtifactDetail({ id, known, part, relation, field, go }: Props) {
  const artifact = useCommand('artifact', { id }, { keep: false });
  const row = artifact.data?.row ?? known;
  return (
    <aside className={styles['detail']} aria-label={row ? `Artifact ${row.name}` : 'Artifact'} aria-busy={artifact.isPending}>
      {row && <Head row={row} detail={artifact.data} part={part} go={go} />}
      {artifact.isError ? (
        <ErrorState error={artifact.error} retry={() => void artifact.refetch()} back={<button type="button" className="button" onClick={() => go({ id: NO_ARTIFACT })}>Close</button>} />
      ) : part === 'uses' ? (
        <UsesView id={id} format={row?.format ?? ''} side={row?.side ?? 'legacy'} />
      ) : part === 'structure' && artifact.data?.structured !== false ? (
        <StructureTree id={id} go={go} />
      ) : part === 'quarantine' && row !== undefined ? (
        <QuarantineList artifact={row} />
      ) : artifact.data === undefined ? (
        <div className={styles['waiting']} aria-label="Loading the artifact" />
      ) : (
        <Profile detail={artifact.data} relation={relation} field={field} go={go} />
      )}
    </aside>
  );
}

function Head({ row, detail, part, go }: { row: ArtifactRow; detail: Detail | undefined; part: Part; go: Go }) {
  const open = detail === undefined ? 0 : undecided(detail.relations.flatMap((one) => one.fields));
  const facts: ReactNode[] = [
    `${row.format}${detail?.encoding ? `, ${detail.encoding}` : ''}`,
    `${plural(row.records, 'record')}, ${bytes(row.sizeBytes)}`,
    row.reach === null ? (row.hanging ? 'fewer than 11 patients' : 'no patient link known, or fewer than 11 patients') : `${patientsOf(row)} patients, ${percent(row.reach)} of the side`,
    // Of a file with one relation its fields say so.
    ...(row.hanging === null || detail?.relations.length === 1 ? [] : [hangingWords(row.hanging)]),
    <span key="when" title={moment(row.ingestedMs)}>
      ingested {ago(row.ingestedMs, Date.now())}
    </span>,
  ];
  return (
    <header className={styles['head']}>
      <div className={styles['title']}>
        <Icon name={iconOf(row.format)} className="mid" />
        <h2 className="cut">
          <NestedName name={row.name} id={row.id} />
        </h2>
        <span className={`tag ${row.side}`}>{row.side}</span>
        <StateMark state={row.state} />
        <button
          type="button"
          className={`button small quiet ${styles['end']}`}
          aria-label="Close the artifact"
          onClick={() => go({ id: NO_ARTIFACT })}
        >
          <Icon name="cross" size={12} />
        </button>
      </div>
      <div className={styles['facts']}>
        {facts.map((fact, index) => (
          <span key={index}>{fact}</span>
        ))}
        {open > 0 && <span className="clinical">{plural(open, 'field')} undecided</span>}
      </div>
      <div className={styles['tabs']} role="tablist" aria-label="Parts of the artifact">
        {detail?.structured && (
          <Tab chosen={part === 'structure'} onClick={() => go({ part: 'structure' })}>
            Structure <Kbd keys="S" />
          </Tab>
        )}
        <Tab chosen={part === 'profile' || (part === 'structure' && detail?.structured === false)} onClick={() => go({ part: undefined })}>
          {detail?.structured ? 'Profile' : 'Structure and profile'}
        </Tab>
        <Tab chosen={part === 'uses'} onClick={() => go({ part: 'uses' })}>
          Where used <Kbd keys="U" />
        </Tab>
        <Tab chosen={part === 'quarantine'} onClick={() => go({ part: 'quarantine' })}>
          Quarantine <span className={row.quarantined > 0 ? 'clinical b' : 'dim'}>{count(row.quarantined)}</span> <Kbd keys="Q" />
        </Tab>
        {detail && (
          <span className={`mono ${styles['hash'] ?? ''}`} title={`SHA-256 of the bytes: ${detail.sha256}`}>
            sha256 {detail.sha256.slice(0, 12)}…
          </span>
        )}
      </div>
    </header>
  );
}

function Tab({ chosen, onClick, children }: { chosen: boolean; onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" role="tab" aria-selected={chosen} className={styles['tab']} onClick={onClick}>
      {children}
    </button>
  );
}

type ProfileProps = { detail: Detail; relation: string | undefined; field?: string | undefined; go: Go };

export function Profile({ detail, relation, field, go }: ProfileProps) {
  const shown = detail.relations.find((one) => one.name === relation) ?? detail.relations[0];
  const many = detail.relations.length > 1;
  const choose = (next: string): void => go({ relation: next, field: undefined }, { replace: true });
  const step = (by: number): void => {
    const at = detail.relations.findIndex((one) => one.name === shown?.name);
    const next = detail.relations[at + by];
    if (next !== undefined) choose(next.name);
  };
  useKeys({ '[': () => step(-1), ']': () => step(1) }, many);
  return (
    <div className={many ? `${styles['parts']} ${styles['withOutline']}` : styles['parts']} role="tabpanel">
      {many && shown && <RelationsOutline relations={detail.relations} shown={shown.name} onChoose={choose} />}
      <div className={styles['body']}>
        {detail.issues.length > 0 && <Issues detail={detail} />}
        {shown === undefined ? (
          <Unread row={detail.row} />
        ) : (
          <>
            <section className={styles['section']} aria-label="Fields">
              <div className={styles['sectionHead']}>
                <h3>Fields</h3>
                <span className="dim x cut">
                  {count(shown.fields.length)} in <span className="mono">{shown.name}</span>, {plural(shown.rows, 'row')}
                </span>
                <span className={`dim x ${styles['end']}`} title="Values of fewer than 11 patients are hidden">
                  {many ? '<11 patients hidden' : 'values of fewer than 11 patients are hidden'}
                </span>
              </div>
              {shown.hanging !== null && (
                <p className={styles['hanging']}>
                  <Hanging hanging={shown.hanging} orphans={shown.orphans} />
                </p>
              )}
              <FieldsList key={shown.name} fields={shown.fields} artifact={detail.row.id} relation={shown.name} field={field} />
              <UsedBy relation={shown} />
            </section>
            <SampleView key={`sample ${shown.name}`} id={detail.row.id} relation={shown.name} />
          </>
        )}
      </div>
    </div>
  );
}

function Issues({ detail }: { detail: Detail }) {
  return (
    <section className={styles['section']} aria-label="Doubts">
      <div className={styles['sectionHead']}>
        <h3>Doubts</h3>
        <span className="dim x">named while reading</span>
      </div>
      {detail.issues.map((issue) => (
        <div key={`${issue.code} ${issue.effect} ${issue.message}`} className={styles['issue']}>
          <EffectMark effect={issue.effect} />
          <span className="mono cut" title={issue.code}>
            {issue.code}
          </span>
          <span>{issue.message}</span>
          <span className={issue.effect === 'quarantined' ? 'num clinical b' : 'num mid'}>{count(issue.count)}</span>
        </div>
      ))}
    </section>
  );
}

function UsedBy({ relation }: { relation: RelationView }) {
  const rules = rulesOf(relation.fields);
  return (
    <p className={styles['usedBy']}>
      <span className="dim">Used by </span>
      {rules.length === 0 ? 'no mapping rule yet' : <RuleLinks rules={rules} />}
    </p>
  );
}

function Unread({ row }: { row: ArtifactRow }) {
  return (
    <section className={styles['section']}>
      <p className="mid">
        {row.state === 'unread'
          ? `No reader reads ${row.format === 'unknown' ? 'this format' : row.format} yet. The bytes are sealed in the workspace, counted as unread, and nothing in them was dropped.`
          : 'Nothing in this artifact could be made into a relation. What was set aside stands under Quarantine.'}
      </p>
    </section>
  );
}

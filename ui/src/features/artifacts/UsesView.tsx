// Where an artifact is used: mapping rules and parts of the lens that read it, the built-in reading, the open findings of
// which a statement stands in it, and its hidden corners. Each leads to where it can be looked at.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ErrorState } from '../../components/ErrorState';
import { Severity } from '../../components/Severity';
import { count, plural } from '../../components/formats';
import type { ArtifactUses, LensUse, RuleUse } from '../../contract/contract';
import { useCommand } from '../../platform/call';
import { CornerMark } from './Marks';
import { RuleLinks } from './RuleLinks';
import styles from './structure.module.css';
import { byField, byRelation } from './uses';

export function UsesView({ id, format, side }: { id: string; format: string; side: string }) {
  const uses = useCommand('artifact_uses', { id }, { keep: false });
  if (uses.isError) return <ErrorState error={uses.error} retry={() => void uses.refetch()} />;
  if (uses.data === undefined) return <div className={styles['waiting']} aria-label="Looking where it is used" aria-busy="true" />;
  return (
    <div className={styles['uses']} role="tabpanel" aria-label="Where used">
      <Findings id={id} uses={uses.data} />
      <Reading uses={uses.data} format={format} side={side} />
      <Rules rules={uses.data.rules} />
      <Corners uses={uses.data} />
    </div>
  );
}

function Section({ title, told, children }: { title: string; told: string; children: ReactNode }) {
  return (
    <section className={styles['section']} aria-label={title}>
      <h3>
        {title} <span className="dim x">{told}</span>
      </h3>
      {children}
    </section>
  );
}

function Findings({ id, uses }: { id: string; uses: ArtifactUses }) {
  const to = (more: object) => ({ artifact: id, states: ['open'], ...more }) as never;
  if (uses.run === 0) {
    return (
      <Section title="Open findings" told="">
        <p className="mid">The two books have not been compared yet.</p>
      </Section>
    );
  }
  if (!uses.findingsKnown) {
    return (
      <Section title="Open findings" told="">
        <p className="mid">The last comparison did not keep which artifacts its findings come from. The next one will.</p>
      </Section>
    );
  }
  return (
    <Section title="Open findings" told={`comparison ${count(uses.run)}`}>
      {uses.findings === 0 ? (
        <p className="mid">No open finding comes from this artifact.</p>
      ) : (
        <p className={styles['chips']}>
          <Link to={'/findings' as string} search={to({})} className="chip">
            {plural(uses.findings, 'finding')}
          </Link>
          {uses.severities.map(({ value, count: number }) => (
            <Link key={value} to={'/findings' as string} search={to({ severities: [value] })} className="chip">
              <Severity name={value} label /> {count(number)}
            </Link>
          ))}
        </p>
      )}
    </Section>
  );
}

function Reading({ uses, format, side }: { uses: ArtifactUses; format: string; side: string }) {
  const lines = byField(uses.lens);
  const told = lines.length > 0 ? plural(lines.length, 'field') : '';
  return (
    <Section title="Read into statements" told={told}>
      {uses.reading !== '' && <p>Read by the built-in reading of {uses.reading}, which needs no lens.</p>}
      {uses.archived.map(({ relation, reason }) => (
        <p key={relation}>
          <span className="mono">{relation}</span> stays in the archive: {reason}
        </p>
      ))}
      {lines.map(([field, of]) => (
        <LensLine key={field} field={field} of={of} side={side} />
      ))}
      {uses.reading === '' && uses.archived.length === 0 && lines.length === 0 && (
        <p className="mid">The lens reads nothing of it{format === '' ? '' : `: what this ${format} holds is not in the balance`}.</p>
      )}
    </Section>
  );
}

function LensLine({ field, of, side }: { field: string; of: readonly LensUse[]; side: string }) {
  return (
    <div className={styles['use']}>
      <span className="mono cut" title={field}>
        {field}
      </span>
      <span className={styles['chips']}>
        {of.map(({ relation, kind, aspect }) => (
          <Link key={`${kind} ${aspect}`} className="tag" to={'/lens' as string} search={{ side, table: relation, aspect } as never} title="Open it in the lens">
            {`${kind} ${aspect}`.trim().replaceAll('_', ' ')}
          </Link>
        ))}
      </span>
    </div>
  );
}

function Rules({ rules }: { rules: readonly RuleUse[] }) {
  return (
    <Section title="Mapping rules" told={rules.length === 0 ? '' : count(rules.length)}>
      {rules.length === 0 && <p className="mid">No mapping rule reads it yet.</p>}
      {byRelation(rules).map(([head, of]) => (
        <div key={head} className={styles['use']}>
          <span className="mono cut" title={head}>
            {head}
          </span>
          <span>
            <RuleLinks rules={of.map(({ rule }) => rule)} />
          </span>
        </div>
      ))}
    </Section>
  );
}

function Corners({ uses }: { uses: ArtifactUses }) {
  return (
    <Section title="Hidden corners" told={uses.corners.length === 0 ? '' : count(uses.corners.length)}>
      {uses.corners.length === 0 && <p className="mid">None.</p>}
      {uses.corners.map((corner) => (
        <div key={corner.id} className={styles['corner']}>
          <CornerMark state={corner.state} />
          <Link to={'/artifacts' as string} search={{ view: 'corners', item: corner.id } as never}>
            {corner.kind}
          </Link>
          <span className="mid">{corner.words}</span>
        </div>
      ))}
    </Section>
  );
}

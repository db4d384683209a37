// What the findings are made of, by severity, while there is only one run and so no trend to draw. One bar to scale, and
// under it a word and a number for every part, because a part may be too thin to be seen.
import { count } from '../../components/formats';
import { Severity, severityOf } from '../../components/Severity';
import type { Facet } from '../../contract/contract';
import styles from './findings.module.css';

export function Makeup({ severities }: { severities: readonly Facet[] }) {
  const parts = severities.filter((facet) => facet.count > 0);
  return (
    <div className={styles['makeup']}>
      <header>
        <h2>By severity</h2>
        <span className="dim x cut" title="There is nothing to hold it against yet. From the next comparison on, this shows how the findings went.">how they change shows from the next comparison on</span>
      </header>
      {parts.length > 0 && (
        <div className={styles['makeupBar']} aria-hidden>
          {parts.map((facet) => (
            <i key={facet.value} style={{ flexGrow: facet.count, background: `var(--${severityOf(facet.value)})` }} />
          ))}
        </div>
      )}
      <p>
        {parts.map((facet) => (
          <span key={facet.value}>
            <Severity name={facet.value} label /> <b>{count(facet.count)}</b>
          </span>
        ))}
      </p>
    </div>
  );
}

// What an equivalence would explain, before it is declared: how much, of how many, and how much of it belongs to another cause.
import { Skeleton } from '../../../components/Skeleton';
import { count, plural } from '../../../components/formats';
import type { EquivalencePreview } from '../../../contract/contract';
import styles from './equivalences.module.css';
import { beyond, blastWords } from './words';

export function Blast({ preview, counting }: { preview: EquivalencePreview | undefined; counting: boolean }) {
  if (preview === undefined) {
    return (
      <div className={styles['blast']} aria-busy="true" aria-label="Counting what it would explain">
        <Skeleton width={240} />
        <Skeleton width={320} />
      </div>
    );
  }
  const other = beyond(preview);
  const share = (part: number): string => `${preview.findings === 0 ? 0 : (part / preview.findings) * 100}%`;
  return (
    <div className={styles['blast']} aria-live="polite" aria-busy={counting} data-wide={other > 0 || preview.safety > 0 || undefined}>
      <strong>{preview.statements === 0 ? 'It would explain nothing' : `It would explain ${blastWords(preview)}`}</strong>
      {preview.findings > 0 && (
        <>
          <div className={styles['meter']} aria-hidden="true">
            <i style={{ width: share(preview.withinCause) }} />
            <i data-part="beyond" style={{ width: share(other) }} />
          </div>
          <span>
            {plural(preview.findings, 'finding')} would close: {count(preview.withinCause)} of the {count(preview.ofCause)} of this cause
            {other > 0 ? <b className="clinical">, {count(other)} of other causes</b> : ', none of another cause'}
            {preview.safety > 0 ? <b className="safety">; {count(preview.safety)} of them safety</b> : '; none of them safety'}.
          </span>
        </>
      )}
      <span className="x dim">
        {preview.words === '' ? '' : `Declared: ${preview.words}. `}
        {preview.lookedAt < preview.of ? `Counted on the worst ${count(preview.lookedAt)} of ${count(preview.of)} findings.` : `Counted on ${preview.of === 1 ? 'the one finding' : `all ${count(preview.of)} findings`} of ${preview.kind === '' ? 'the kind' : 'these kinds'}.`}
      </span>
    </div>
  );
}

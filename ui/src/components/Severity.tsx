// The five severities: shape and colour together, so that neither alone carries the meaning.
import styles from './marks.module.css';

export const severities = ['safety', 'clinical', 'financial', 'administrative', 'cosmetic'] as const;
export type SeverityName = (typeof severities)[number];

const shapes: Record<SeverityName, string> = {
  safety: 'M5 1h6l4 4v6l-4 4H5l-4-4V5z',
  clinical: 'M8 .4 15.6 8 8 15.6.4 8z',
  financial: 'M4.2 1.4h7.6L15.6 8l-3.8 6.6H4.2L.4 8z',
  administrative: 'M3 1.5h10A1.5 1.5 0 0 1 14.5 3v10a1.5 1.5 0 0 1-1.5 1.5H3A1.5 1.5 0 0 1 1.5 13V3A1.5 1.5 0 0 1 3 1.5z',
  cosmetic: 'M1.4 8a6.6 6.6 0 1 0 13.2 0A6.6 6.6 0 1 0 1.4 8',
};

/** The severity a word of the wire names; unknown words count as cosmetic, the least loud. */
export function severityOf(word: string): SeverityName {
  return severities.find((name) => name === word) ?? 'cosmetic';
}

/** Only the outline; Verdict draws its glyph inside it. */
export function severityShape(name: SeverityName): string {
  return shapes[name];
}

export function Severity({ name, label = false, size = 12 }: { name: string; label?: boolean; size?: number }) {
  const severity = severityOf(name);
  return (
    <span className={styles['mark']} data-severity={severity}>
      <svg width={size} height={size} viewBox="0 0 16 16" role="img" aria-label={label ? undefined : `${severity} severity`} aria-hidden={label || undefined}>
        <path d={shapes[severity]} className={severity === 'cosmetic' ? styles['hollow'] : styles['solid']} />
      </svg>
      {label && <span>{severity}</span>}
    </span>
  );
}

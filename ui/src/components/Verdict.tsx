// A verdict's glyph, inside the shape of its severity when one is given, bare otherwise.
import { severityOf, severityShape } from './Severity';
import { verdictGlyph } from './verdictGlyphs';
import styles from './marks.module.css';

export function Verdict({ name, severity, label = false, size = 16 }: { name: string; severity?: string; label?: boolean; size?: number }) {
  const shape = severity === undefined || severity === '' ? null : severityOf(severity);
  const words = shape === null ? name : `${name}, ${shape}`;
  return (
    <span className={styles['mark']} data-severity={shape ?? undefined} data-verdict={name}>
      <svg width={size} height={size} viewBox="0 0 16 16" role="img" aria-label={label ? undefined : words} aria-hidden={label || undefined}>
        {shape !== null && <path d={severityShape(shape)} className={shape === 'cosmetic' ? styles['hollow'] : styles['solid']} />}
        <path d={verdictGlyph(name)} className={shape === null || shape === 'cosmetic' ? styles['glyph'] : styles['inverse']} />
      </svg>
      {label && <span>{name}</span>}
    </span>
  );
}

// How loud something is before anybody has judged it: high, medium, low. Not a severity of a finding, and drawn with other
// shapes so that the two are not confused: a solid triangle, an open diamond, a ring.
import styles from './marks.module.css';

export const risks = ['high', 'medium', 'low'] as const;
type RiskName = (typeof risks)[number];

const shapes: Record<RiskName, string> = {
  high: 'M8 1.4 15.2 14.2H.8z',
  medium: 'M8 2.4 14.2 8 8 13.6 1.8 8z',
  low: 'M3 8a5 5 0 1 0 10 0A5 5 0 1 0 3 8',
};

/** The risk a word of the wire names; unknown words count as low. */
export function riskOf(word: string): RiskName {
  return risks.find((name) => name === word) ?? 'low';
}

export function Risk({ name, label = false, size = 11 }: { name: string; label?: boolean; size?: number }) {
  const risk = riskOf(name);
  return (
    <span className={styles['mark']} data-risk={risk}>
      <svg width={size} height={size} viewBox="0 0 16 16" role="img" aria-label={label ? undefined : `${risk} risk`} aria-hidden={label || undefined}>
        <path d={shapes[risk]} className={risk === 'high' ? styles['solid'] : styles['hollow']} />
      </svg>
      {label && <span>{risk}</span>}
    </span>
  );
}

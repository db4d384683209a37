// The product's mark: the old line and the new line, joined where they balance.
export function Mark({ size = 18 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 18 18" fill="none" strokeWidth="2" strokeLinecap="round" aria-hidden="true" style={{ flex: 'none' }}>
      <path d="M2 5.5h4.5c4 0 4 7 8 7H16" stroke="var(--destination)" />
      <path d="M2 12.5h4.5" stroke="var(--legacy)" />
      <path d="M11.5 5.5H16" stroke="var(--legacy)" opacity=".45" />
    </svg>
  );
}

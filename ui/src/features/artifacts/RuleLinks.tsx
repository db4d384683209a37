// Mapping rules by name, each a way into the Mapping screen. The screens do not import each other: the URL is the seam.
import { Link } from '@tanstack/react-router';

export function RuleLinks({ rules }: { rules: readonly string[] }) {
  return (
    <>
      {rules.map((rule, index) => (
        <span key={rule}>
          {index > 0 && ', '}
          <Link to={'/mapping' as string} search={{ rule } as never} className="mono" title="Open in Mapping">
            {rule}
          </Link>
        </span>
      ))}
    </>
  );
}

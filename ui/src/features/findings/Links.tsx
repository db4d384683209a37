// Ways from a finding to the other screens: the rule in Mapping, the chart in Patients. The screens do not import each
// other: the URL is the seam.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

export function RuleLink({ rule, children }: { rule: string; children?: ReactNode }) {
  return (
    <Link to={'/mapping' as string} search={{ rule } as never} title={`Open rule ${rule} in Mapping`}>
      {children ?? <span className="mono">{rule}</span>}
    </Link>
  );
}

export function ChartLink({ patient, finding, className, children }: { patient: string; finding: string; className?: string; children: ReactNode }) {
  return (
    <Link to={`/patients/${encodeURIComponent(patient)}` as string} search={{ finding } as never} className={className}>
      {children}
    </Link>
  );
}

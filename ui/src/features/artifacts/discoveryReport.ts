// The discovery report: everything that discovery found as structure and counts, no record.
import type { ChoiceGroup } from '../../components/ExportMenu';
import { plural } from '../../components/formats';
import type { DiscoverySummary } from '../../contract/contract';
import { call } from '../../platform/call';

export function discoveryReport(summary: DiscoverySummary | undefined): ChoiceGroup[] {
  if (summary === undefined) return [];
  const holds = [
    plural(summary.corners, 'corner'),
    plural(summary.anomalies, 'anomaly', 'anomalies'),
    plural(summary.joins, 'join'),
    plural(summary.integrations, 'integration'),
    plural(summary.rules, 'rule'),
    plural(summary.documents, 'document'),
  ].join(', ');
  const saved = { title: 'The discovery report was saved', text: `It holds ${holds}: structure and counts, no record.` };
  return [
    {
      label: holds,
      choices: [
        { id: 'report', name: 'Report', hint: 'HTML, to read and to sign', take: () => call('export_discovery', { format: 'html' }), saved },
        { id: 'rows', name: 'Rows', hint: 'CSV, section by section', take: () => call('export_discovery', { format: 'csv' }), saved },
      ],
    },
  ];
}

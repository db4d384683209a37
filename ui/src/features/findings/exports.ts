// What the Findings screen takes out of the workspace: the findings of the selection, as a page or as rows, and the report
// of the whole comparison.
import type { ChoiceGroup } from '../../components/ExportMenu';
import { REPORT, reportChoices } from '../../components/exports';
import { call } from '../../platform/call';
import type { Selection } from './search';

/** `words` says what the selection holds. */
export function exportGroups(selection: Selection, findings: number, words: string): ChoiceGroup[] {
  const take = (format: string) => () => call('export_findings', { format, query: { ...selection, offset: 0, limit: findings } });
  const saved = { title: 'The findings were saved', text: `The file holds ${words}, de-identified.` };
  return [
    {
      label: words,
      choices: [
        { id: 'list', name: 'List', hint: 'HTML, to read', take: take('html'), saved },
        { id: 'rows', name: 'Rows', hint: 'CSV, one line a finding', take: take('csv'), saved },
      ],
    },
    { label: REPORT, choices: reportChoices },
  ];
}

// The list of patients as a file: the filters, the order and the columns of the screen. Pseudonyms, age bands and counts; nothing that the
// screen does not show.
import type { ChoiceGroup } from '../../../components/ExportMenu';
import { csv, type Cell } from '../../../components/csv';
import { count } from '../../../components/formats';
import { heldOf, takeRows } from '../../../components/takeRows';
import type { PatientRow } from '../../../contract/contract';
import { isFiltered, listQuery, type ListSearch } from '../search';
import { reasonOf } from '../words';

const HEADS = ['place', 'patient', 'sex', 'age', 'safety findings', 'clinical findings', 'findings', 'legacy statements', 'destination statements', 'side', 'why here'];

function cells(row: PatientRow, index: number): Cell[] {
  return [index + 1, row.id, row.sex || 'unknown', row.ageBand || 'unknown', row.safety, row.clinical, row.findings, row.legacy, row.destination, row.side, row.reasons.map(reasonOf).join('; ')];
}

export function patientsCsv(rows: readonly PatientRow[]): string {
  return csv(HEADS, rows.map(cells));
}

/** `total` patients are in the selection. */
export function exportPatients(search: ListSearch, total: number): ChoiceGroup[] {
  const held = `${heldOf(total, count)} ${total === 1 ? 'patient' : 'patients'}`;
  return [
    {
      label: `${held}${isFiltered(search) ? ' in the selection' : ''}`,
      choices: [
        {
          id: 'rows',
          name: 'Rows',
          hint: 'CSV, one line a patient',
          take: async (work) => {
            const taken = await takeRows('patients', listQuery(search), work);
            return taken && { name: `patients-run-${taken.run}.csv`, mediaType: 'text/csv', content: patientsCsv(taken.rows), hex: false };
          },
          saved: { title: 'The patients were saved', text: `The file holds ${held}, under pseudonyms.` },
        },
      ],
    },
  ];
}

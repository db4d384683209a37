// The tables of the delivery as the list shows them: who reads each, what is made of its rows, what is proposed.
import { count, signed } from '../../../components/formats';
import type { LensCounts, LensForm, LensKindCount, LensSuggestion, LensTable, LensTableCount } from '../../../contract/contract';
import { partsOf } from './form';

/** What becomes of a table. */
export type End = 'read' | 'looked up' | 'archived' | 'built-in' | 'unread';

export type TableLine = {
  table: LensTable;
  end: End;
  /** The reason, where it stays in the archive. */
  reason: string;
  counts: LensTableCount | undefined;
  suggested: LensSuggestion | undefined;
};

export const shows = ['all', 'unread', 'read', 'proposed'] as const;
export type Show = (typeof shows)[number];

function reasonOf(form: LensForm | null, table: string): string | undefined {
  const family = table.split('.')[0] ?? table;
  return form?.archived.find((one) => one.from === table || one.from === family)?.reason;
}

function endOf(form: LensForm | null, table: LensTable): End {
  if (partsOf(form, table.name).length > 0) return 'read';
  if (reasonOf(form, table.name) !== undefined) return 'archived';
  const lookedUp = (form?.parts ?? []).some((part) => part.lookups.some((lookup) => lookup.from === table.name) || part.condition.includes(`'${table.name}'`));
  if (lookedUp) return 'looked up';
  return table.builtIn ? 'built-in' : 'unread';
}

export function tableLines(tables: readonly LensTable[], form: LensForm | null, counts: LensCounts | undefined, suggestions: readonly LensSuggestion[]): TableLine[] {
  const counted = new Map((counts?.tables ?? []).map((one) => [one.table, one]));
  const proposed = new Map(suggestions.map((one) => [one.relation, one]));
  return tables.map((table) => ({
    table,
    end: endOf(form, table),
    reason: reasonOf(form, table.name) ?? '',
    counts: counted.get(table.name),
    suggested: proposed.get(table.name),
  }));
}

/** The lines that a filter and a text leave: tables first, what built-in readings read last, most rows first. */
export function chosenLines(lines: readonly TableLine[], show: Show, text: string): TableLine[] {
  const wanted = text.toLowerCase();
  const fits = (line: TableLine): boolean =>
    line.table.name.toLowerCase().includes(wanted) && (show === 'all' || (show === 'proposed' ? line.suggested !== undefined && line.end !== 'read' : line.end === show));
  const rank = (line: TableLine): number => (line.end === 'built-in' ? 1 : 0);
  return lines.filter(fits).sort((a, b) => rank(a) - rank(b) || b.table.rows - a.table.rows || (a.table.name < b.table.name ? -1 : 1));
}

/** `observation 12,410 (+310)`: statements of a kind and what changed against the saved lens. */
export function kindWords({ kind, now, saved }: LensKindCount): string {
  return `${kind} ${count(now)}${now === saved ? '' : ` (${signed(now - saved)})`}`;
}

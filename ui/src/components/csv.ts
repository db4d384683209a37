// Rows as CSV, written as the workspace writes its own: lines end in CR LF, and no text is taken for a formula by a spreadsheet.

/** A number stays one; text that a program would run is marked as text. */
export type Cell = string | number;

function cell(value: Cell): string {
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[,"\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The heads of the columns, then a line a row. */
export function csv(heads: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [heads, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

// What can be taken out of the workspace as a file, and what is said when it was saved. The discrepancy report is offered on
// several screens and in the palette, always in the same three forms and in the same words.
import type { ExportedFile, WireError } from '../contract/contract';
import { call } from '../platform/call';
import { saveExport } from '../platform/host';
import { toast, toastError } from './toasts';

/** How far a file has come, and whether somebody cancelled it. */
export type Work = { signal: AbortSignal; told: (done: number, total: number) => void };

/** One form of a file. */
export type Choice = {
  id: string;
  name: string;
  hint: string;
  /** The workspace writes the file, or it is put together from a list, which is told and can be cancelled: null then. */
  take: (work: Work) => Promise<ExportedFile | null>;
  saved: { title: string; text: string };
};

/** The heading above the forms of the discrepancy report. */
export const REPORT = 'Discrepancy report, the whole comparison';

const saved = {
  title: 'The discrepancy report was saved',
  text: 'It holds counts, causes, both ledgers, what was not read, and the audit checkpoint, de-identified.',
};

/** The discrepancy report of the newest comparison, in its three forms. */
export const reportChoices: readonly Choice[] = [
  { id: 'pdf', name: 'PDF', hint: 'to print and to sign', take: () => call('export_report', { format: 'pdf' }), saved },
  { id: 'xlsx', name: 'Spreadsheet', hint: 'XLSX, every row', take: () => call('export_report', { format: 'xlsx' }), saved },
  { id: 'html', name: 'Page', hint: 'HTML, one file', take: () => call('export_report', { format: 'html' }), saved },
];

/** Takes a file out without a menu. The caller has no place to show that it runs, so a message says it. */
export async function takeOut(choice: Choice): Promise<void> {
  const work: Work = { signal: new AbortController().signal, told: () => undefined };
  toast({ tone: 'plain', title: 'The workspace writes the report', text: 'The save dialog opens when it is ready.' });
  try {
    const file = await choice.take(work);
    if (file !== null && (await saveExport(file)).saved) toast({ tone: 'good', ...choice.saved });
  } catch (error) {
    toastError(error as WireError);
  }
}

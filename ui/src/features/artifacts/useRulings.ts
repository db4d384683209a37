// Deciding on integrations and classing rules: what is sent, what is said afterwards, and undo, which gives everything what
// it had. Taking back is a decision too and stays in the history.
import { toast, toastError } from '../../components/toasts';
import { plural } from '../../components/formats';
import type { Integration, LegacyRule, WireError } from '../../contract/contract';
import { useAct } from '../../platform/call';
import type { Ruled } from './RulingForm';
import { groupedBy, OPEN, UNDECIDED } from './rulings';

export type Rulings<Row> = { pending: boolean; rule: (rows: readonly Row[], ruled: Ruled, done: () => void) => Promise<void> };

/** Things that the workspace takes in one request. */
const AT_ONCE = 5_000;

type Send = (ids: string[], ruled: Ruled) => Promise<unknown>;

/** Sends a decision on the rows, says so, and offers to give every row its former one. */
async function sendAll<Row extends { id: string }>(send: Send, rows: readonly Row[], ruled: Ruled, former: (row: Row) => Ruled, noun: string): Promise<boolean> {
  const inParts = async (ids: string[], one: Ruled): Promise<void> => {
    for (let at = 0; at < ids.length; at += AT_ONCE) await send(ids.slice(at, at + AT_ONCE), one);
  };
  const before = groupedBy(rows, (row) => JSON.stringify(former(row)));
  const undo = async (): Promise<void> => {
    try {
      for (const group of before) await inParts(group.ids, JSON.parse(group.answer) as Ruled);
    } catch (error) {
      toastError(error as WireError);
    }
  };
  try {
    await inParts(rows.map((row) => row.id), ruled);
  } catch (error) {
    toastError(error as WireError);
    return false;
  }
  const open = ruled.word === OPEN || ruled.word === UNDECIDED;
  const text = [ruled.owner === '' ? '' : `owner: ${ruled.owner}`, ruled.reason].filter((one) => one !== '').join('; ');
  toast({
    tone: 'good',
    title: open ? `${plural(rows.length, noun)} open again` : `${plural(rows.length, noun)}: ${ruled.word}`,
    ...(text === '' ? {} : { text }),
    action: { label: 'Undo', run: () => void undo(), undoes: true },
  });
  return true;
}

/** What holds of an integration now, as a decision. */
export function ruledIntegration(row: Integration): Ruled {
  const last = row.history[0];
  return { word: row.status, owner: row.owner, reason: row.status === UNDECIDED ? '' : (last?.reason ?? '') };
}

export function useIntegrationRulings(): Rulings<Integration> {
  const act = useAct('decide_integrations');
  const send: Send = (ids, { word, owner, reason }) => act.mutateAsync({ ids, status: word, owner, note: reason });
  return { pending: act.isPending, rule: async (rows, ruled, done) => ((await sendAll(send, rows, ruled, ruledIntegration, 'integration')) ? done() : undefined) };
}

export function useRuleRulings(): Rulings<LegacyRule> {
  const act = useAct('classify_rules');
  const send: Send = (ids, { word, reason }) => act.mutateAsync({ ids, class: word, reason });
  const former = (row: LegacyRule): Ruled => ({ word: row.state, owner: '', reason: row.reason });
  return { pending: act.isPending, rule: async (rows, ruled, done) => ((await sendAll(send, rows, ruled, former, 'rule')) ? done() : undefined) };
}

// The views of the Artifacts screen as tabs with their counts. Digits lead to them; arrows move along them. A count that is
// not known yet keeps its place, so that nothing jumps when it arrives.
import { useRef, type KeyboardEvent } from 'react';
import { count } from '../../components/formats';
import type { DiscoverySummary } from '../../contract/contract';
import styles from './artifacts.module.css';
import { VIEWS, type View } from './search';

const NAMES: Record<View, string> = { files: 'Files', corners: 'Hidden corners', joins: 'Joins', anomalies: 'Anomalies', integrations: 'Integrations', rules: 'Rules', deliveries: 'Deliveries', archive: 'Active or archive', documents: 'Documents', layouts: 'Layouts' };

type Props = { view: View; artifacts: number | undefined; summary: DiscoverySummary | undefined; onShow: (view: View) => void };

export function ViewTabs({ view, artifacts, summary, onShow }: Props) {
  const tabs = useRef<HTMLDivElement>(null);
  const counts: Record<View, number | undefined> = {
    files: artifacts,
    corners: summary?.cornersOpen,
    joins: summary?.joins,
    anomalies: summary?.anomalies,
    integrations: summary?.integrations,
    rules: summary?.rulesOpen,
    deliveries: summary?.deliveries,
    archive: undefined,
    // A number in colour is what waits for somebody: those filed wrong, where there are any.
    documents: summary === undefined ? undefined : summary.documentsGrave > 0 ? summary.documentsGrave : summary.documents,
    layouts: undefined,
  };
  const move = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = VIEWS[VIEWS.indexOf(view) + step];
    if (step === 0 || next === undefined) return;
    event.preventDefault();
    onShow(next);
    tabs.current?.querySelector<HTMLElement>(`[data-view="${next}"]`)?.focus();
  };
  return (
    <div className={styles['views']} role="tablist" aria-label="Views" ref={tabs} onKeyDown={move}>
      {VIEWS.map((one, index) => {
        const number = counts[one];
        const counted = one !== 'archive' && one !== 'layouts';
        const waits = ((one === 'corners' || one === 'rules') && (number ?? 0) > 0) || (one === 'documents' && (summary?.documentsGrave ?? 0) > 0);
        return (
          <button
            key={one}
            type="button"
            role="tab"
            data-view={one}
            aria-selected={one === view}
            tabIndex={one === view ? 0 : -1}
            title={`${titleOf(one, summary)} (${(index + 1) % 10})`}
            onClick={() => onShow(one)}
          >
            {NAMES[one]} {counted && <span className={waits ? styles['waits'] : styles['tabCount']}>{number === undefined ? ' ' : count(number)}</span>}
          </button>
        );
      })}
    </div>
  );
}

function titleOf(view: View, summary: DiscoverySummary | undefined): string {
  if (summary === undefined) return NAMES[view];
  if (view === 'corners') return `${count(summary.cornersOpen)} of ${count(summary.corners)} hidden corners to decide`;
  if (view === 'rules') return `${count(summary.rulesOpen)} of ${count(summary.rules)} rules to class`;
  if (view === 'integrations') return `${count(summary.integrationsOpen)} of ${count(summary.integrations)} integrations to decide`;
  if (view === 'anomalies') return `${count(summary.anomaliesHigh)} of ${count(summary.anomalies)} anomalies are high`;
  if (view === 'documents') return `${count(summary.documentsGrave)} of ${count(summary.documents)} documents are filed wrong or name two patients`;
  return NAMES[view];
}

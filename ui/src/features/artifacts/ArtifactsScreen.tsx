// The Artifacts screen: what was read of both systems, and what discovery found in it. One head with the views and their
// counts; every view below it has its own filters, list and panel. The URL holds which one is shown.
import { useState } from 'react';
import { ExportMenu } from '../../components/ExportMenu';
import { count } from '../../components/formats';
import { useTellKeys } from '../../components/keysShown';
import { useKeys } from '../../components/useKeys';
import { useCommand } from '../../platform/call';
import { AnomaliesView } from './AnomaliesView';
import { ArchiveView } from './ArchiveView';
import styles from './artifacts.module.css';
import { CornersView } from './CornersView';
import { DeliveriesView } from './DeliveriesView';
import { DocumentsView } from './DocumentsView';
import { FilesView } from './FilesView';
import { IntegrationsView } from './IntegrationsView';
import { JoinsView } from './JoinsView';
import { LayoutsView } from './layouts/LayoutsView';
import { discoveryReport } from './discoveryReport';
import { RulesView } from './RulesView';
import { leave, request, VIEWS, viewOf, type View } from './search';
import { useRisks } from './useRisks';
import { useWhere } from './useWhere';
import { ViewTabs } from './ViewTabs';

/** The first page of all artifacts, as Files asks for it. */
const ALL = { ...request({}), offset: 0, limit: 100 };

export function ArtifactsScreen() {
  const [search, go] = useWhere();
  const [reporting, setReporting] = useState(false);
  const artifacts = useCommand('artifacts', ALL).data;
  const discovery = useCommand('discovery', {});
  const summary = discovery.data;
  useRisks(artifacts?.risksCurrent, discovery.dataUpdatedAt);
  const view = viewOf(search);
  const show = (next: View): void => {
    if (next !== view) go(leave(next));
  };
  useKeys({
    ...Object.fromEntries(VIEWS.map((one, index) => [String((index + 1) % 10), () => show(one)])),
    e: () => setReporting(true),
  });
  useTellKeys([['1…9 0', 'views'], ['E', 'discovery report']]);
  return (
    <div className={styles['screen']}>
      <header className={styles['head']}>
        <h1>Artifacts</h1>
        <ViewTabs view={view} artifacts={artifacts?.total} summary={summary} onShow={show} />
        {artifacts && (
          <span className={styles['totals']}>
            <b>{count(artifacts.records)}</b> {artifacts.records === 1 ? 'record' : 'records'},{' '}
            <b className={artifacts.quarantined > 0 ? styles['doubt'] : undefined}>{count(artifacts.quarantined)}</b> quarantined
          </span>
        )}
        <ExportMenu label="Discovery report" groups={discoveryReport(summary)} ready={summary !== undefined} opened={reporting} onChange={setReporting} align="end" />
      </header>
      {view === 'files' && <FilesView search={search} go={go} />}
      {view === 'corners' && <CornersView search={search} go={go} summary={summary} />}
      {view === 'joins' && <JoinsView search={search} go={go} />}
      {view === 'anomalies' && <AnomaliesView search={search} go={go} />}
      {view === 'integrations' && <IntegrationsView search={search} go={go} summary={summary} />}
      {view === 'rules' && <RulesView search={search} go={go} summary={summary} />}
      {view === 'deliveries' && <DeliveriesView search={search} go={go} />}
      {view === 'archive' && <ArchiveView />}
      {view === 'layouts' && <LayoutsView search={search} go={go} />}
      {view === 'documents' && <DocumentsView search={search} go={go} summary={summary} />}
    </div>
  );
}

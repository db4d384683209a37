// The Overview's entry for the router.
import type { FeatureRoute } from '../../app/route';
import { OverviewScreen } from './OverviewScreen';
import { LedgerScreen } from './ledger/LedgerScreen';
import { validate } from './ledger/ends';

const routes: FeatureRoute[] = [
  { path: '/overview', component: OverviewScreen },
  { path: '/overview/ledger', component: LedgerScreen, search: validate },
];

export default routes;

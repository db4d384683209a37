// The Overview's entry for the router.
import type { FeatureRoute } from '../../app/route';
import { OverviewScreen } from './OverviewScreen';

const routes: FeatureRoute[] = [{ path: '/overview', component: OverviewScreen }];

export default routes;

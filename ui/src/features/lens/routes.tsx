// The screens of this feature, for the router.
import type { FeatureRoute } from '../../app/route';
import { LensScreen } from './LensScreen';
import { validate } from './model/search';

const routes: FeatureRoute[] = [{ path: '/lens', component: LensScreen, search: (raw) => ({ ...validate(raw) }) }];

export default routes;

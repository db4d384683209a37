// The screens of this feature for the router.
import type { FeatureRoute } from '../../app/route';
import { FindingsScreen } from './FindingsScreen';
import { validate } from './search';

const routes: FeatureRoute[] = [{ path: '/findings', component: FindingsScreen, search: validate }];

export default routes;

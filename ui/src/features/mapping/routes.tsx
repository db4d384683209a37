// The screens of this feature, for the router.
import type { FeatureRoute } from '../../app/route';
import { MappingScreen } from './MappingScreen';
import { validate } from './model/search';

const routes: FeatureRoute[] = [{ path: '/mapping', component: MappingScreen, search: (raw) => ({ ...validate(raw) }) }];

export default routes;

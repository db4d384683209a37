// The screens of this feature for the router.
import type { FeatureRoute } from '../../app/route';
import { ArtifactsScreen } from './ArtifactsScreen';
import { validate } from './search';

const routes: FeatureRoute[] = [{ path: '/artifacts', component: ArtifactsScreen, search: validate }];

export default routes;

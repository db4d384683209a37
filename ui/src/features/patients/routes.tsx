// The screens of this feature for the router.
import type { FeatureRoute } from '../../app/route';
import { ChartScreen } from './chart/ChartScreen';
import { PatientsScreen } from './list/PatientsScreen';
import { validateChart, validateList } from './search';

const routes: FeatureRoute[] = [
  { path: '/patients', component: PatientsScreen, search: validateList },
  { path: '/patients/$id', component: ChartScreen, search: validateChart },
];

export default routes;

// The screens of this feature for the router.
import type { FeatureRoute } from '../../app/route';
import { ChartScreen } from './chart/ChartScreen';
import { PatientsScreen } from './list/PatientsScreen';
import { validateSheet } from './review/search';
import { SamplesScreen } from './review/SamplesScreen';
import { SheetScreen } from './review/SheetScreen';
import { validateChart, validateList } from './search';

const routes: FeatureRoute[] = [
  { path: '/patients', component: PatientsScreen, search: validateList },
  { path: '/patients/review', component: SamplesScreen },
  { path: '/patients/review/$sample', component: SheetScreen, search: validateSheet },
  { path: '/patients/$id', component: ChartScreen, search: validateChart },
];

export default routes;

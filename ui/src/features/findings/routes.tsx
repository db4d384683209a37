// The screens of this feature for the router.
import type { FeatureRoute } from '../../app/route';
import { EquivalencesScreen } from './equivalences/EquivalencesScreen';
import { validate as validateEquivalences } from './equivalences/search';
import { FindingsScreen } from './FindingsScreen';
import { PopulationScreen } from './population/PopulationScreen';
import { validate as validatePopulation } from './population/search';
import { validate } from './search';
import { SignScreen } from './signing/SignScreen';
import { validate as validateSigning } from './signing/search';

const routes: FeatureRoute[] = [
  { path: '/findings', component: FindingsScreen, search: validate },
  { path: '/findings/population', component: PopulationScreen, search: validatePopulation },
  { path: '/findings/sign', component: SignScreen, search: validateSigning },
  { path: '/findings/equivalences', component: EquivalencesScreen, search: validateEquivalences },
];

export default routes;

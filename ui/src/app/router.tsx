// All screens, found by their folder: `features/<name>/routes.tsx`. They are loaded once, in parallel, while the session
// is being checked, so that every path and its search are known before the first screen is drawn.
import { createRootRoute, createRoute, createRouter, redirect, type AnyRoute, type AnyRouter } from '@tanstack/react-router';
import { EmptyState } from '../components/EmptyState';
import { ScreenFailed } from './ScreenFailed';
import { Shell } from './Shell';
import type { FeatureRoute } from './route';

const files = import.meta.glob<{ default: FeatureRoute[] }>('../features/*/routes.tsx');
let loading: Promise<FeatureRoute[]> | null = null;

/** The screens of all features. */
export function loadFeatures(): Promise<FeatureRoute[]> {
  loading ??= Promise.all(
    // A screen that does not load must not take the others with it; its path then says that it is not there.
    Object.values(files).map((file) => file().then((module) => module.default, () => [])),
  ).then((lists) => lists.flat());
  return loading;
}

/** The router over these screens, inside the shell. */
export function makeRouter(screens: readonly FeatureRoute[]): AnyRouter {
  const root = createRootRoute({
    component: Shell,
    notFoundComponent: () => <EmptyState icon="search" title="There is no such screen">Choose one on the left, or press Ctrl K.</EmptyState>,
  });
  const home = createRoute({
    getParentRoute: () => root,
    path: '/',
    beforeLoad: () => {
      throw redirect({ to: '/overview', replace: true });
    },
  });
  const routes: AnyRoute[] = screens.map((screen) =>
    createRoute({
      getParentRoute: () => root,
      path: screen.path,
      component: screen.component,
      errorComponent: ScreenFailed,
      ...(screen.search === undefined ? {} : { validateSearch: screen.search }),
    }),
  );
  return createRouter({ routeTree: root.addChildren([home, ...routes]), defaultPreload: false });
}

// What a feature gives the router: its screens. The router adds the shell around them and loads them when first needed.
import type { RouteComponent } from '@tanstack/react-router';

export type FeatureRoute = {
  /** Such as `/patients/$id`. */
  path: string;
  component: RouteComponent;
  /** Makes the URL's search typed; anything unknown in it is dropped. */
  search?: (raw: Record<string, unknown>) => Record<string, unknown>;
};

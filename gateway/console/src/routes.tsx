import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { AppFrame, FailedPage, UnknownPage } from './frame/index.ts';
import { parseInboxSearch } from './pages/inbox/inbox-search.ts';

const root = createRootRoute({ component: AppFrame });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/inbox', replace: true });
  },
});

const inbox = createRoute({
  getParentRoute: () => root,
  path: '/inbox',
  validateSearch: parseInboxSearch,
  component: lazyRouteComponent(() => import('./pages/inbox/index.ts'), 'InboxPage'),
});

const trackers = createRoute({
  getParentRoute: () => root,
  path: '/trackers',
  component: lazyRouteComponent(() => import('./pages/trackers/index.ts'), 'TrackersPage'),
});

const newTracker = createRoute({
  getParentRoute: () => root,
  path: '/trackers/new',
  component: lazyRouteComponent(() => import('./pages/trackers/index.ts'), 'NewTrackerPage'),
});

const tracker = createRoute({
  getParentRoute: () => root,
  path: '/trackers/$id',
  component: lazyRouteComponent(() => import('./pages/trackers/index.ts'), 'TrackerPage'),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyRouteComponent(() => import('./pages/settings/index.ts'), 'SettingsPage'),
});

/** Creates the router for a console whose addresses begin with a path. */
export function createConsoleRouter(basepath: string) {
  return createRouter({
    basepath,
    routeTree: root.addChildren([home, inbox, trackers, newTracker, tracker, settings]),
    defaultErrorComponent: FailedPage,
    defaultNotFoundComponent: UnknownPage,
    defaultPreload: 'intent',
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}

import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { AppFrame, FailedPage, UnknownPage } from './frame/index.ts';
import { parseCreatorsSearch } from './pages/creators/creators-search.ts';
import { parseInboxSearch } from './pages/inbox/inbox-search.ts';
import { parseDatasetsSearch } from './pages/mentions/datasets/datasets-search.ts';
import { parseMentionSearch } from './pages/mentions/mention-search.ts';
import { parsePublishingSearch } from './pages/publishing/publishing-search.ts';
import { parseWebhooksSearch } from './pages/settings/webhooks/webhooks-search.ts';
import { parseShareSearch } from './pages/share-of-voice/share-search.ts';
import { parseXSearch } from './pages/x-accounts/x-search.ts';

const root = createRootRoute({ component: AppFrame });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/today', replace: true });
  },
});

const today = createRoute({
  getParentRoute: () => root,
  path: '/today',
  component: lazyRouteComponent(() => import('./pages/today/index.ts'), 'TodayPage'),
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

const shareOfVoice = createRoute({
  getParentRoute: () => root,
  path: '/share-of-voice',
  validateSearch: parseShareSearch,
  component: lazyRouteComponent(() => import('./pages/share-of-voice/index.ts'), 'ShareOfVoicePage'),
});

const newComparison = createRoute({
  getParentRoute: () => root,
  path: '/share-of-voice/new',
  component: lazyRouteComponent(() => import('./pages/share-of-voice/index.ts'), 'NewComparisonPage'),
});

const comparedBrands = createRoute({
  getParentRoute: () => root,
  path: '/share-of-voice/$id/brands',
  component: lazyRouteComponent(() => import('./pages/share-of-voice/index.ts'), 'EditBrandsPage'),
});

const mentions = createRoute({
  getParentRoute: () => root,
  path: '/mentions',
  validateSearch: parseMentionSearch,
  component: lazyRouteComponent(() => import('./pages/mentions/index.ts'), 'MentionsPage'),
});

const datasets = createRoute({
  getParentRoute: () => root,
  path: '/mentions/datasets',
  validateSearch: parseDatasetsSearch,
  component: lazyRouteComponent(() => import('./pages/mentions/index.ts'), 'DatasetsPage'),
});

const publishing = createRoute({
  getParentRoute: () => root,
  path: '/publishing',
  validateSearch: parsePublishingSearch,
  component: lazyRouteComponent(() => import('./pages/publishing/index.ts'), 'PublishingPage'),
});

const creators = createRoute({
  getParentRoute: () => root,
  path: '/creators',
  validateSearch: parseCreatorsSearch,
  component: lazyRouteComponent(() => import('./pages/creators/index.ts'), 'CreatorsPage'),
});

const xAccounts = createRoute({
  getParentRoute: () => root,
  path: '/x-accounts',
  validateSearch: parseXSearch,
  component: lazyRouteComponent(() => import('./pages/x-accounts/index.ts'), 'XAccountsPage'),
});

const developers = createRoute({
  getParentRoute: () => root,
  path: '/developers',
  component: lazyRouteComponent(() => import('./pages/developers/index.ts'), 'DevelopersPage'),
});

const keys = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyRouteComponent(() => import('./pages/settings/index.ts'), 'KeysPage'),
});

const webhooks = createRoute({
  getParentRoute: () => root,
  path: '/settings/webhooks',
  validateSearch: parseWebhooksSearch,
  component: lazyRouteComponent(() => import('./pages/settings/index.ts'), 'WebhooksPage'),
});

const alerts = createRoute({
  getParentRoute: () => root,
  path: '/settings/alerts',
  component: lazyRouteComponent(() => import('./pages/settings/index.ts'), 'AlertsPage'),
});

const members = createRoute({
  getParentRoute: () => root,
  path: '/settings/members',
  component: lazyRouteComponent(() => import('./pages/settings/index.ts'), 'MembersPage'),
});

const clients = createRoute({
  getParentRoute: () => root,
  path: '/settings/clients',
  component: lazyRouteComponent(() => import('./pages/settings/index.ts'), 'ClientsPage'),
});

const sources = createRoute({
  getParentRoute: () => root,
  path: '/settings/sources',
  component: lazyRouteComponent(() => import('./pages/settings/index.ts'), 'SourcesPage'),
});

const retention = createRoute({
  getParentRoute: () => root,
  path: '/settings/retention',
  component: lazyRouteComponent(() => import('./pages/settings/index.ts'), 'RetentionPage'),
});

const usage = createRoute({
  getParentRoute: () => root,
  path: '/settings/usage',
  component: lazyRouteComponent(() => import('./pages/settings/index.ts'), 'UsagePage'),
});

const SETTINGS = [keys, webhooks, alerts, sources, retention, members, clients, usage] as const;

/** Creates the router for a console whose addresses begin with a path. */
export function createConsoleRouter(basepath: string) {
  return createRouter({
    basepath,
    routeTree: root.addChildren([
      home,
      today,
      inbox,
      trackers,
      newTracker,
      tracker,
      shareOfVoice,
      newComparison,
      comparedBrands,
      mentions,
      datasets,
      publishing,
      creators,
      xAccounts,
      developers,
      ...SETTINGS,
    ]),
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

import type { Documented } from '../documented.ts';
import { buzzabout } from './buzzabout/dialect.ts';
import { communityTracker } from './community-tracker/dialect.ts';
import { creatorTracking } from './creator-tracking/dialect.ts';
import { socialCrm } from './social-crm/dialect.ts';
import { xtracker } from './xtracker/dialect.ts';

/** The documented APIs, as their documents describe them. */
export const documentedApis: readonly Documented[] = [
  communityTracker,
  creatorTracking,
  socialCrm,
  xtracker,
  buzzabout,
];

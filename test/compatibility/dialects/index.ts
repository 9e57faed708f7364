import type { Documented } from '../documented.ts';
import { buzzabout } from './buzzabout.ts';
import { communityTracker } from './community-tracker.ts';
import { creatorTracking } from './creator-tracking.ts';
import { socialCrm } from './social-crm.ts';
import { xtracker } from './xtracker.ts';

/** The documented APIs, as their documents describe them. */
export const documentedApis: readonly Documented[] = [
  communityTracker,
  creatorTracking,
  socialCrm,
  xtracker,
  buzzabout,
];

import { buzzabout } from './dialects/buzzabout/dialect.ts';
import { communityTracker } from './dialects/community-tracker/dialect.ts';
import { creatorTracking } from './dialects/creator-tracking/dialect.ts';
import { socialCrm } from './dialects/social-crm/dialect.ts';
import { xtracker } from './dialects/xtracker/dialect.ts';
import type { Dialect } from './engine/dialect.ts';

export { gptSchemas } from './dialects/xtracker/gpt-schemas.ts';
export type { Dialect, RestServices } from './engine/dialect.ts';
export { malformedRequestIn } from './engine/malformed-in-dialects.ts';
export { openApiOf } from './engine/openapi.ts';
export { registerDialect } from './engine/register.ts';
export { parseHosts } from './engine/routing/addressing.ts';
export { createRouter } from './engine/routing/ambiguous-routes.ts';

/**
 * The documented APIs that the gateway serves. To add a dialect, add its folder and a line here.
 */
export const dialects: readonly Dialect[] = [
  communityTracker,
  creatorTracking,
  socialCrm,
  xtracker,
  buzzabout,
];

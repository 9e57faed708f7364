export { type NameRules, parseAddress } from './address-rules.ts';
export type { ClientPolicy } from './client.ts';
export type { PlatformDefinition } from './definition.ts';
export { creatorPlatformName, ENUM_PLATFORMS, enumOf, type PlatformEnum } from './enums.ts';
export type { Deletion, Item, ItemMetrics } from './listen/item.ts';
export { openSources } from './listen/open.ts';
export {
  type Batch,
  type Budget,
  BudgetError,
  type Cost,
  type DeletionCheck,
  type DeletionCheckLimits,
  type ItemState,
  type Quota,
  type Search,
  type Source,
} from './listen/source.ts';
export { graphemeLength, graphemesOf } from './publish/lengths.ts';
export { openPublishers } from './publish/open-publishers.ts';
export {
  type AccountAudience,
  type CredentialNames,
  type Credentials,
  type OutgoingMedia,
  type OutgoingPost,
  type PostMetrics,
  PublishError,
  type Published,
  type Publisher,
  type PublishFault,
  type VerifiedAccount,
} from './publish/publisher.ts';
export {
  type GivenCredential,
  readCredentials,
  verificationFailure,
} from './publish/read-credentials.ts';
export { sealedCredentials } from './publish/sealed-credentials.ts';
export { PICTURES, violations } from './publish/validate.ts';
export { type Recognised, type RecognisedPost, recognise, recognisePost } from './recognise.ts';
export {
  COMMUNITY_PLATFORMS,
  CREATOR_PLATFORMS,
  type CreatorPlatform,
  LISTENING_PLATFORMS,
  type ListeningPlatform,
  MENTION_PLATFORMS,
  type PlatformSlug,
  PUBLISHING_PLATFORMS,
  type PublishingPlatform,
  platformName,
  platformOf,
  platformSettings,
  STORED_PLATFORMS,
  type StoredPlatform,
} from './registry.ts';
export {
  type Facts,
  type Metric,
  OPERATIONS,
  type Operation,
  type PostNumbers,
  type Profile,
  type Video,
  type Videos,
} from './statistics/facts.ts';
export { openStatistics } from './statistics/open-statistics.ts';
export {
  MAX_VIDEOS,
  type SourceOutcome,
  type SourceSubject,
  type StatisticsSource,
} from './statistics/statistics-source.ts';
export {
  openXTimelines,
  type XPage,
  type XPageRequest,
  type XTimelinePost,
  type XTimelines,
} from './x/timelines.ts';

/** Operations with their types; generated from the schema by `npm run compose`. */
import { typed } from './document.ts';

/** The result of {@link communityPosts}. */
export type CommunityPostsResult = { readonly communityPosts: { readonly totalCount: number; readonly nodes: readonly ({ readonly id: string; readonly source: CommunitySource; readonly kind: PostKind; readonly url: string | null; readonly title: string; readonly body: string; readonly author: string; readonly postedAt: string; readonly likes: number | null; readonly comments: number | null; readonly engagementStatus: EngagementStatus | null; readonly analysis: { readonly score: number; readonly intent: Intent | null; readonly urgency: Urgency; readonly buyingStage: BuyingStage; readonly action: RecommendedAction; readonly competitorNamed: string | null; readonly signals: readonly ({ readonly name: string; readonly evidence: string; })[]; readonly reason: string; readonly suggestedPlay: string; }; })[]; readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null; }; } | null; };

/** The variables of {@link communityPosts}. */
export interface CommunityPostsVariables {
  readonly filter?: CommunityPostFilter | null;
  readonly search?: string | null;
  readonly first?: number | null;
  readonly after?: string | null;
}

/** Lists scored community posts, newest first. */
export const communityPosts = typed<CommunityPostsResult, CommunityPostsVariables>(
  "query CommunityPosts($filter:CommunityPostFilter$search:String$first:Int=100$after:String){communityPosts(filter:$filter search:$search first:$first after:$after){totalCount nodes{id source kind url title body author postedAt likes comments engagementStatus analysis{score intent urgency buyingStage action competitorNamed signals{name evidence}reason suggestedPlay}}pageInfo{hasNextPage endCursor}}}",
);

/** The result of {@link createPost}. */
export type CreatePostResult = { readonly createPost: { readonly __typename: 'InvalidInput'; readonly message: string; } | { readonly __typename: 'PlanRequired'; readonly message: string; } | { readonly __typename: 'PostCreated'; readonly post: { readonly id: string; readonly status: PostStatus; }; } | null; };

/** The variables of {@link createPost}. */
export interface CreatePostVariables {
  readonly input: CreatePostInput;
}

/** Creates a draft of a post. */
export const createPost = typed<CreatePostResult, CreatePostVariables>(
  "mutation CreatePost($input:CreatePostInput!){createPost(input:$input){__typename ...on PostCreated{post{id status}}...on Failure{message}}}",
);

/** The result of {@link createTracker}. */
export type CreateTrackerResult = { readonly createTracker: { readonly __typename: 'InvalidInput'; readonly message: string; } | { readonly __typename: 'InvalidQuery'; readonly message: string; } | { readonly __typename: 'TrackerCreated'; readonly tracker: { readonly id: string; readonly name: string; readonly query: string; readonly status: TrackerStatus; }; } | null; };

/** The variables of {@link createTracker}. */
export interface CreateTrackerVariables {
  readonly input: TrackerInput;
}

/** Creates a tracker, which listens for posts that match a query. */
export const createTracker = typed<CreateTrackerResult, CreateTrackerVariables>(
  "mutation CreateTracker($input:TrackerInput!){createTracker(input:$input){__typename ...on TrackerCreated{tracker{id name query status}}...on Failure{message}}}",
);

/** The result of {@link mentions}. */
export type MentionsResult = { readonly mentions: { readonly totalCount: number; readonly nodes: readonly ({ readonly id: string; readonly source: MentionSource; readonly url: string | null; readonly title: string | null; readonly text: string | null; readonly author: { readonly handle: string | null; readonly title: string | null; } | null; readonly postedAt: string; readonly views: number | null; readonly likes: number | null; readonly comments: number | null; readonly shares: number | null; readonly language: string | null; readonly dominantSentiment: MentionSentiment | null; readonly sentimentScore: number | null; readonly contentTopics: readonly string[] | null; readonly mentionedBrands: readonly ({ readonly name: string; })[] | null; })[]; readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null; }; } | null; };

/** The variables of {@link mentions}. */
export interface MentionsVariables {
  readonly datasetIds?: readonly string[] | null;
  readonly sources?: readonly MentionSource[] | null;
  readonly filter?: readonly (readonly MentionFilter[])[] | null;
  readonly search?: string | null;
  readonly first?: number | null;
  readonly after?: string | null;
}

/** Lists mentions of the workspace's datasets, newest first. */
export const mentions = typed<MentionsResult, MentionsVariables>(
  "query Mentions($datasetIds:[ID!]$sources:[MentionSource!]$filter:[[MentionFilter!]!]$search:String$first:Int=100$after:String){mentions(datasetIds:$datasetIds sources:$sources filter:$filter search:$search first:$first after:$after){totalCount nodes{id source url title text author{handle title}postedAt views likes comments shares language dominantSentiment sentimentScore contentTopics mentionedBrands{name}}pageInfo{hasNextPage endCursor}}}",
);

/** The result of {@link postChanged}. */
export type PostChangedResult = { readonly postChanged: { readonly id: string; readonly status: PostStatus; readonly scheduledAt: string | null; readonly targets: readonly ({ readonly account: { readonly platform: PublishingPlatform; readonly handle: string; }; readonly status: TargetStatus; readonly url: string | null; })[]; } | null; };

/** The variables of {@link postChanged}. */
export interface PostChangedVariables {
  readonly id: string;
}

/** Returns a post as it is now, and again when its publication makes progress. */
export const postChanged = typed<PostChangedResult, PostChangedVariables>(
  "subscription PostChanged($id:ID!){postChanged(id:$id){id status scheduledAt targets{account{platform handle}status url}}}",
);

/** The result of {@link schedulePost}. */
export type SchedulePostResult = { readonly schedulePost: { readonly __typename: 'Conflict'; readonly message: string; } | { readonly __typename: 'InvalidInput'; readonly message: string; } | { readonly __typename: 'NotFound'; readonly message: string; } | { readonly __typename: 'PlanRequired'; readonly message: string; } | { readonly __typename: 'PostScheduled'; readonly post: { readonly id: string; readonly status: PostStatus; readonly scheduledAt: string | null; }; } | null; };

/** The variables of {@link schedulePost}. */
export interface SchedulePostVariables {
  readonly id: string;
  readonly scheduledAt: string;
}

/** Schedules a draft; at that time it is published to its accounts. */
export const schedulePost = typed<SchedulePostResult, SchedulePostVariables>(
  "mutation SchedulePost($id:ID!$scheduledAt:DateTime!){schedulePost(id:$id scheduledAt:$scheduledAt){__typename ...on PostScheduled{post{id status scheduledAt}}...on Failure{message}}}",
);

/** The result of {@link shareOfVoice}. */
export type ShareOfVoiceResult = { readonly intelligenceQuery: { readonly primaryBrand: { readonly name: string; }; readonly shareOfVoice: readonly ({ readonly date: string; readonly brands: readonly ({ readonly name: string; readonly mentions: number; readonly percent: number; readonly positivePercent: number | null; })[]; })[]; } | null; };

/** The variables of {@link shareOfVoice}. */
export interface ShareOfVoiceVariables {
  readonly id: string;
  readonly from?: string | null;
  readonly to?: string | null;
}

/** Lists the share of voice of the brands of an intelligence query, oldest day first. */
export const shareOfVoice = typed<ShareOfVoiceResult, ShareOfVoiceVariables>(
  "query ShareOfVoice($id:ID!$from:Date$to:Date){intelligenceQuery(id:$id){primaryBrand{name}shareOfVoice(from:$from to:$to){date brands{name mentions percent positivePercent}}}}",
);

/** A change of a metric. */
export interface MetricChange {
  /** Direction; either if absent. */
  readonly direction?: ChangeDirection | null;
  /** Minimum change in per cent of the earlier value, above 0. */
  readonly value: number;
}

/** A community to read. */
export interface TrackedCommunityInput {
  /** Its name on the platform, such as `selfhosted`; at most 200 characters. */
  readonly name: string;
  /** Its platform. */
  readonly source: CommunitySource;
}

/** A new post. */
export interface CreatePostInput {
  /** Accounts to publish it to, at most 50. */
  readonly accountIds?: readonly string[] | null;
  /** Text, 1 to 10,000 characters. */
  readonly body: string;
  /** What it replies to. */
  readonly inReplyTo?: PostSubjectInput | null;
  /** Files that are ready, at most 20, in order. */
  readonly mediaIds?: readonly string[] | null;
  /** Time of publication; a draft if absent. */
  readonly scheduledAt?: string | null;
  /**
   * Tags for finding it, such as a campaign: at most 20, each of 1 to 50 characters. They are never
   * published.
   */
  readonly tags?: readonly string[] | null;
  /**
   * Further posts of its thread, in order: at most 99, each of 1 to 10,000 characters. Platforms
   * that cannot publish a thread atomically refuse it when the post is scheduled or published;
   * Bluesky can.
   */
  readonly thread?: readonly string[] | null;
}

/** A new tracker. */
export interface TrackerInput {
  /** Communities to read, at most 50; one that cannot be read is refused with the reason. */
  readonly communities?: readonly TrackedCommunityInput[] | null;
  /** What it is about, in your words, at most 2,000 characters. */
  readonly context?: string | null;
  /**
   * Addresses of RSS, Atom or JSON feeds to read, at most 50. One that is private, too large or no
   * feed is refused with the reason.
   */
  readonly feeds?: readonly string[] | null;
  /**
   * Languages to listen for, as two-letter codes such as `en`; all if absent or empty. Posts whose
   * language cannot be told match too.
   */
  readonly languages?: readonly string[] | null;
  /** Name, 1 to 200 characters. */
  readonly name: string;
  /** Platforms to listen to; all if absent or empty. */
  readonly platforms?: readonly CommunitySource[] | null;
  /**
   * The query, at most 1,024 characters and 50 terms; docs/query-language.md describes the
   * language.
   */
  readonly query: string;
}

/** A range of numbers. */
export interface MetricRange {
  /** Maximum; not below `min`. */
  readonly max: number;
  /** Minimum. */
  readonly min: number;
}

/** Condition on a keyword in title or text. */
export interface KeywordFilter {
  /** Whether the keyword must, or must not, be present. */
  readonly operator: KeywordOperator;
  /** One or two words, next to each other and in order, ignoring case; 1 to 200 characters. */
  readonly value: string;
}

/** Condition on a text, ignoring case. */
export interface AnyOfFilter {
  /** Accepted texts: 1 to 100 of 1 to 200 characters. */
  readonly anyOf: readonly string[];
}

/** Condition on pictures and videos. */
export interface HasMediaFilter {
  /** True: has at least one. False: has none, or it is unknown. */
  readonly value: boolean;
}

/** Condition on the brands of the mention, ignoring case: exactly one member must be set. */
export interface MentionedBrandsFilter {
  /** Brands of which at least one is named: 1 to 100 names of 1 to 200 characters. */
  readonly anyOf?: readonly string[] | null;
  /** Part of the name of a brand that is named. */
  readonly contains?: string | null;
  /** Exact name of a brand that is named. */
  readonly equals?: string | null;
}

/** Condition on the country. */
export interface CountryCodeFilter {
  /** Accepted countries: 1 to 100 upper-case codes of ISO 3166-1 alpha-2. */
  readonly values: readonly string[];
}

/** Condition on the most likely emotion. */
export interface DominantEmotionFilter {
  /** Accepted emotions, at least one. */
  readonly values: readonly Emotion[];
}

/** Condition on the most likely sentiment. */
export interface SentimentFilter {
  /** Accepted sentiments, at least one. */
  readonly values: readonly MentionSentiment[];
}

/** Condition on the platform. */
export interface SourceFilter {
  /** Accepted platforms, at least one. */
  readonly values: readonly MentionSource[];
}

/** Conditions on a keyword. */
export type KeywordOperator =
  | 'IS'
  | 'IS_NOT';

/** Directions of a change. */
export type ChangeDirection =
  | 'DOWN'
  | 'UP';

/** Emotions. */
export type Emotion =
  | 'ANGER'
  | 'DISGUST'
  | 'FEAR'
  | 'JOY'
  | 'NEUTRAL'
  | 'SADNESS'
  | 'SURPRISE';

/** Exactly one comparison of a metric. Mentions without the metric do not match. */
export interface MetricChangeFilter {
  /** Change between the two newest runs that saw the mention. */
  readonly changedBy?: MetricChange | null;
  /** Value that it exceeds. */
  readonly greaterThan?: number | null;
  /** Range that contains it, both ends included. */
  readonly inRange?: MetricRange | null;
  /** Value that it is below. */
  readonly lessThan?: number | null;
  /** Metric to compare. */
  readonly metric: MentionMetric;
}

/** Filter of community posts; all given members must match. */
export interface CommunityPostFilter {
  /** Any of these actions. */
  readonly action?: readonly RecommendedAction[] | null;
  /** Any of these authors. */
  readonly author?: readonly string[] | null;
  /** Any of these stages. */
  readonly buyingStage?: readonly BuyingStage[] | null;
  /** Any of these competitors, as spelled in `analysis.competitorNamed`. */
  readonly competitor?: readonly string[] | null;
  /** Any of these statuses. */
  readonly engagementStatus?: readonly EngagementStatus[] | null;
  /** First day of the range, in UTC. */
  readonly from?: string | null;
  /** True: only posts with an engagement status. False: only posts that are still to be handled. */
  readonly handled?: boolean | null;
  /** Any of these posts, by their ids. */
  readonly ids?: readonly string[] | null;
  /** Any of these intents. */
  readonly intent?: readonly Intent[] | null;
  /**
   * A phrase of 1 to 200 characters in title or body: its words next to each other and in order,
   * ignoring case. Punctuation must match if it is part of a name (`C++`, `.NET`) and is ignored
   * otherwise (`open source` finds "open-source"). It need not be tracked.
   */
  readonly keyword?: string | null;
  /** Posts, comments, or either. */
  readonly kind?: readonly PostKind[] | null;
  /** Any of these languages, as two-letter codes such as `en`. */
  readonly language?: readonly string[] | null;
  /** Minimum score, 1 to 10. */
  readonly minScore?: number | null;
  /**
   * Any of these levels of relevance: for one of `trackers` if they are given, otherwise for any
   * tracker.
   */
  readonly relevance?: readonly Relevance[] | null;
  /** Any of these signals: `budget_mentioned`. */
  readonly signal?: readonly string[] | null;
  /** Any of these platforms; an empty list is no condition, here and below. */
  readonly source?: readonly CommunitySource[] | null;
  /**
   * Any of these subreddits, without `r/`. Here and below case is ignored, and lists have at most
   * 100 values of 1 to 200 characters.
   */
  readonly subreddit?: readonly string[] | null;
  /** Last day of the range, inclusive, in UTC. */
  readonly to?: string | null;
  /** Found by any of these trackers, by their ids. */
  readonly trackers?: readonly string[] | null;
  /** Any of these urgencies. */
  readonly urgency?: readonly Urgency[] | null;
}

/** How the team handled a post. */
export type EngagementStatus =
  | 'DISMISSED'
  | 'ENGAGED'
  | 'REPLIED';

/** Intents of a post's author. */
export type Intent =
  | 'BUYING'
  | 'COMPARISON'
  | 'PAIN_POINT'
  | 'QUESTION';

/** Levels of relevance. */
export type Relevance =
  | 'HIGH'
  | 'LOW'
  | 'MEDIUM';

/** Metrics of a mention. */
export type MentionMetric =
  | 'COMMENTS'
  | 'ENGAGEMENT_RATE'
  | 'LIKES'
  | 'VIEWS';

/** One condition on mentions: exactly one member must be set. */
export interface MentionFilter {
  /** The author's intention. */
  readonly contentIntention?: AnyOfFilter | null;
  /** Topic. */
  readonly contentTopic?: AnyOfFilter | null;
  /** Country. */
  readonly countryCode?: CountryCodeFilter | null;
  /** Call to action: it contains one of these. */
  readonly cta?: AnyOfFilter | null;
  /** Most likely emotion. */
  readonly dominantEmotion?: DominantEmotionFilter | null;
  /** Whether it has a picture or video. */
  readonly hasMedia?: HasMediaFilter | null;
  /** Hook: it contains one of these. */
  readonly hook?: AnyOfFilter | null;
  /** One or two words in title or text. */
  readonly keyword?: KeywordFilter | null;
  /** Language, as an ISO 639-1 code; a mention whose language is uncertain has none. */
  readonly language?: AnyOfFilter | null;
  /** Brands in the text. */
  readonly mentionedBrands?: MentionedBrandsFilter | null;
  /** A metric, or its change. */
  readonly metricChange?: MetricChangeFilter | null;
  /** Most likely sentiment. */
  readonly sentiment?: SentimentFilter | null;
  /** Platform. */
  readonly source?: SourceFilter | null;
  /** Tone. */
  readonly toneOfVoice?: AnyOfFilter | null;
}

/** Platforms that community posts come from. */
export type CommunitySource =
  | 'BLUESKY'
  | 'DEVTO'
  | 'DISCOURSE'
  | 'FEEDS'
  | 'GDELT'
  | 'GITHUB'
  | 'HACKERNEWS'
  | 'LEMMY'
  | 'LOBSTERS'
  | 'MASTODON'
  | 'PRODUCTHUNT'
  | 'REDDIT'
  | 'STACKOVERFLOW'
  | 'X'
  | 'YOUTUBE';

/** Platforms that mentions come from. */
export type MentionSource =
  | 'BLUESKY'
  | 'FACEBOOK'
  | 'HACKERNEWS'
  | 'INSTAGRAM'
  | 'LINKEDIN'
  | 'MASTODON'
  | 'REDDIT'
  | 'TIKTOK'
  | 'X'
  | 'YOUTUBE';

/** Platforms that posts are published to. */
export type PublishingPlatform =
  | 'BLUESKY'
  | 'DEVTO'
  | 'DISCORD'
  | 'LINKEDIN'
  | 'MASTODON'
  | 'SANDBOX'
  | 'SLACK'
  | 'TELEGRAM'
  | 'WEBHOOK'
  | 'X';

/** Post or comment. */
export type PostKind =
  | 'COMMENT'
  | 'POST';

/** Recommended actions. */
export type RecommendedAction =
  | 'ENGAGE'
  | 'IGNORE'
  | 'MONITOR';

/** Sentiments. */
export type MentionSentiment =
  | 'NEGATIVE'
  | 'NEUTRAL'
  | 'POSITIVE';

/** Stages of a purchase. */
export type BuyingStage =
  | 'AWARE'
  | 'DECIDING'
  | 'EVALUATING';

/** States of a tracker. */
export type TrackerStatus =
  | 'ACTIVE'
  | 'PAUSED';

/** Statuses of a post at one account. */
export type TargetStatus =
  | 'DRAFT'
  | 'FAILED'
  | 'PUBLISHED'
  | 'PUBLISHING'
  | 'SCHEDULED'
  | 'UNCONFIRMED';

/** Statuses of a post. */
export type PostStatus =
  | 'DRAFT'
  | 'FAILED'
  | 'PARTIALLY_PUBLISHED'
  | 'PUBLISHED'
  | 'PUBLISHING'
  | 'SCHEDULED';

/** Urgency of a reply. */
export type Urgency =
  | 'HIGH'
  | 'LOW'
  | 'MEDIUM';

/** What a post replies to: exactly one member. */
export interface PostSubjectInput {
  /** Id of a community post. */
  readonly communityPostId?: string | null;
  /** Id of a mention. */
  readonly mentionId?: string | null;
}

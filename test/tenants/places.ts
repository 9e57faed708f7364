import type { Kind } from './workspace.ts';

/**
 * Arguments that identify an object of a workspace. A new argument must be added here or to the
 * plain ones.
 */
export const PLACES: Readonly<Record<string, Kind>> = {
  'ConnectedAccount.textFit.mediaIds': 'media',
  'Dataset.run.id': 'run',
  'Mutation.addToCollection.id': 'collection',
  'Mutation.addToCollection.mentionIds': 'mention',
  'Mutation.archiveIntelligenceQuery.id': 'query',
  'Mutation.captureSnapshot.queryId': 'query',
  'Mutation.confirmUpload.id': 'media',
  'Mutation.createPost.input.accountIds': 'account',
  'Mutation.createPost.input.inReplyTo.communityPostId': 'communityPost',
  'Mutation.createPost.input.inReplyTo.mentionId': 'mention',
  'Mutation.createPost.input.mediaIds': 'media',
  'Mutation.createDataset.input.trackerId': 'tracker',
  'Mutation.updateDataset.input.trackerId': 'tracker',
  'Mutation.deleteCollection.id': 'collection',
  'Mutation.deleteDataset.id': 'dataset',
  'Mutation.deleteMedia.id': 'media',
  'Mutation.deletePost.id': 'post',
  'Mutation.backfillTracker.id': 'tracker',
  'Mutation.deleteTracker.id': 'tracker',
  'Mutation.markPost.id': 'communityPost',
  'Mutation.pauseTracker.id': 'tracker',
  'Mutation.resumeTracker.id': 'tracker',
  'Mutation.updateTracker.id': 'tracker',
  'Mutation.disconnectAccount.id': 'account',
  'Mutation.publishPost.id': 'post',
  'Mutation.removeFromCollection.id': 'collection',
  'Mutation.removeFromCollection.mentionIds': 'mention',
  'Mutation.retryPost.id': 'post',
  'Mutation.createApiKey.input.userId': 'user',
  'Mutation.deleteOauthClient.id': 'oauthClient',
  'Mutation.deleteUser.id': 'user',
  'Mutation.changeUserRole.id': 'user',
  'Mutation.createPasswordLink.id': 'user',
  'Mutation.revokeInvitation.id': 'invitation',
  'Mutation.revokeApiKey.id': 'apiKey',
  'Mutation.setUserPassword.id': 'user',
  'Mutation.updateOauthClient.id': 'oauthClient',
  'Mutation.deleteWebhook.id': 'webhook',
  'Mutation.replayWebhookDelivery.id': 'webhookDelivery',
  'Mutation.replayWebhookEvents.id': 'webhook',
  'Mutation.rotateWebhookSecret.id': 'webhook',
  'Mutation.testWebhook.id': 'webhook',
  'Mutation.updateWebhook.id': 'webhook',
  'Subscription.communityPostMatched.trackers': 'tracker',
  'Subscription.mentionMatched.dataset': 'dataset',
  'Subscription.postChanged.id': 'post',
  'Subscription.runChanged.id': 'run',
  'Webhook.deliveries.before': 'webhookDelivery',
  'Mutation.createAlertRule.input.destinationIds': 'destination',
  'Mutation.createAlertRule.input.trackerIds': 'tracker',
  'Mutation.createAlertRule.input.viewId': 'view',
  'Mutation.deleteAlertRule.id': 'alertRule',
  'Mutation.deleteDestination.id': 'destination',
  'Mutation.deleteSavedView.id': 'view',
  'Mutation.testDestination.id': 'destination',
  'Mutation.updateAlertRule.id': 'alertRule',
  'Mutation.updateAlertRule.input.destinationIds': 'destination',
  'Mutation.updateAlertRule.input.trackerIds': 'tracker',
  'Mutation.updateAlertRule.input.viewId': 'view',
  'Mutation.updateDestination.id': 'destination',
  'Mutation.updateSavedView.id': 'view',
  'Query.alertRules.afterId': 'alertRule',
  'Query.destinations.afterId': 'destination',
  'Query.webhooks.afterId': 'webhook',
  'Query.savedViews.afterId': 'view',
  'Mutation.schedulePost.id': 'post',
  'Mutation.setEngagementStatus.postId': 'communityPost',
  'Mutation.settleTarget.accountId': 'account',
  'Mutation.settleTarget.postId': 'post',
  'Mutation.startRun.datasetId': 'dataset',
  'Mutation.undoCreatorImport.id': 'creatorImport',
  'Mutation.undoImport.id': 'import',
  'Mutation.unfollowAccount.username': 'xUsername',
  'Mutation.unschedulePost.id': 'post',
  'Mutation.updateCollection.id': 'collection',
  'Mutation.updateDataset.id': 'dataset',
  'Mutation.updateIntelligenceQuery.id': 'query',
  'Mutation.updatePost.id': 'post',
  'Mutation.updatePost.input.accountIds': 'account',
  'Mutation.updatePost.input.inReplyTo.communityPostId': 'communityPost',
  'Mutation.updatePost.input.inReplyTo.mentionId': 'mention',
  'Mutation.updatePost.input.mediaIds': 'media',
  'Query.brand.name': 'brand',
  'Query.communityPost.id': 'communityPost',
  'Query.communityPosts.filter.trackers': 'tracker',
  'Query.communityPostCounts.filter.trackers': 'tracker',
  'Query.connectedAccount.id': 'account',
  'Query.creator.url': 'creatorUrl',
  'Query.creator.username': 'creator',
  'Query.creators.of.username': 'creator',
  'Query.dataset.id': 'dataset',
  'Query.intelligenceQuery.id': 'query',
  'Query.mediaAsset.id': 'media',
  'Query.mention.id': 'mention',
  'Query.mentionCounts.collectionIds': 'collection',
  'Query.mentionCounts.datasetIds': 'dataset',
  'Query.mentions.collectionIds': 'collection',
  'Query.mentions.datasetIds': 'dataset',
  'Query.node.id': 'dataset',
  'Query.post.id': 'post',
  'Query.postStats.url': 'creatorPost',
  'Query.communityPostCounts.filter.ids': 'communityPost',
  'Query.communityPosts.filter.ids': 'communityPost',
  'Query.snapshots.queryIds': 'query',
  'Query.tracker.id': 'tracker',
  'Query.posts.filter.accountId': 'account',
  'Query.xPost.id': 'xPost',
  'Query.xPosts.filter.accountId': 'xAccount',
  'Query.xPosts.filter.threadId': 'xPost',
  'Query.xPosts.filter.username': 'xUsername',
};

/** Types whose values identify nothing. */
export const NAMELESS: ReadonlySet<string> = new Set(['Int', 'Float', 'Boolean', 'Date', 'DateTime', 'enum']);

/** Arguments that are the caller's own texts or numbers and identify nothing that is stored. */
export const PLAIN: readonly RegExp[] = [
  /^Mutation\.(create|update)\w+\.(input\.)?(.*\.)?(name|names|aliases|derivedAliases|excludes|communities|query|languages|feeds|context|body|thread|voice|tones|topics|examples|tags)$/,
  /^Mutation\.(composePost|optimisePost|rewriteText|suggestHashtags|suggestIdeas|writeThread)\.(prompt|tone|text|topic)$/,
  /^Mutation\.connectAccount\.input\.(displayName|credentials\.(name|value))$/,
  /^Mutation\.requestUpload\.input\.(alt|contentType|filename)$/,
  /^Mutation\.startRun\.input\.(ndjson|type|prompt|urls|language)$/,
  /^Mutation\.settleTarget\.url$/,
  /^Mutation\.(createApiKey|createOauthClient|createUser|inviteUser|setUserPassword|updateOauthClient)\.(input\.)?(scopes|email|password|redirectUris)$/,
  // Anyone may follow any account.
  /^Mutation\.followAccount\.username$/,
  /^Query\.communityPost(s|Counts)\.(search|filter\.(keyword|subreddit|author|competitor|signal|language))$/,
  /^Query\.previewTracker\.(query|languages)$/,
  /^Subscription\.communityPostMatched\.query$/,
  /^Query\.xPosts\.filter\.(keywords|phrase|hashtags|mentions|minLikes|minReplies|minRetweets|within)$/,
  /^Query\.(brandMatches|previewBrand)\./,
  /^Query\.knownCreators\.search$/,
  /^Query\.(posts\.(search|filter\.tag)|mediaAssets\.filter\.contentType)$/,
  /^\w+\.(mentions|mentionCounts)\.(filter\.|search$)/,
  /^Mutation\.(create|update)Webhook\.input\.(url|description)$/,
  /^Mutation\.(create|update)Destination\.input\.credentials\.(name|value)$/,
  /^Mutation\.(create|update)AlertRule\.input\.(at|timeZone|quietHours\.(from|to))$/,
  // The list of the view checks them with the caller's rights.
  /^Mutation\.(create|update)SavedView\.input\.arguments$/,
  // A position in the log of all workspaces, of which only the caller's events are returned.
  /^(Query\.events|Subscription\.eventOccurred)\.afterSequence$/,
  /^IntelligenceQuery\.shareOfVoice\.community$/,
  /^Snapshot\.brand\.name$/,
  /^ConnectedAccount\.textFit\.(body|thread)$/,
];

/** Where a field that is not a root field is selected, in the caller's own workspace. */
export const PARENTS: Readonly<Record<string, (inner: string, own: Own) => string>> = {
  Query: (inner) => inner,
  Mutation: (inner) => inner,
  Subscription: (inner) => inner,
  Brand: (inner, own) => `brand(name: ${text(own.brand)}) { ${inner} }`,
  ConnectedAccount: (inner, own) => `connectedAccount(id: ${text(own.account)}) { ${inner} }`,
  Creator: (inner, own) => `creator(platform: TIKTOK, username: ${text(own.creator)}) { ${inner} }`,
  Dataset: (inner, own) => `dataset(id: ${text(own.dataset)}) { ${inner} }`,
  IntelligenceQuery: (inner, own) => `intelligenceQuery(id: ${text(own.query)}) { ${inner} }`,
  Post: (inner, own) => `post(id: ${text(own.post)}) { ${inner} }`,
  PostAnalytics: (inner, own) => `post(id: ${text(own.post)}) { analytics { ${inner} } }`,
  PostStats: (inner, own) => `postStats(url: ${text(own.creatorPost)}) { ${inner} }`,
  Webhook: (inner) => `webhooks { ${inner} }`,
  TrendingTopic: (inner) => `trendingTopics { ${inner} }`,
  XAccount: (inner) => `followedAccounts { nodes { account { ${inner} } } }`,
  CommunityPostConnection: (inner) => `communityPosts { ${inner} }`,
  ConnectedAccountConnection: (inner) => `connectedAccounts { ${inner} }`,
  DatasetConnection: (inner) => `datasets { ${inner} }`,
  FollowedAccountConnection: (inner) => `followedAccounts { ${inner} }`,
  ImportConnection: (inner) => `imports { ${inner} }`,
  CreatorImportConnection: (inner) => `creatorImports { ${inner} }`,
  KnownCreatorConnection: (inner) => `knownCreators { ${inner} }`,
  MediaAssetConnection: (inner) => `mediaAssets { ${inner} }`,
  IntelligenceQueryConnection: (inner) => `intelligenceQueries { ${inner} }`,
  MentionConnection: (inner) => `mentions { ${inner} }`,
  PostConnection: (inner) => `posts { ${inner} }`,
  RunConnection: (inner) => `runs { ${inner} }`,
  Snapshot: (inner, own) => `intelligenceQuery(id: ${text(own.query)}) { snapshots { nodes { ${inner} } } }`,
  SnapshotConnection: (inner, own) => `intelligenceQuery(id: ${text(own.query)}) { snapshots { ${inner} } }`,
  XPostConnection: (inner) => `xPosts { ${inner} }`,
};

/** The values that identify the caller's own objects. */
export type Own = Readonly<Partial<Record<Kind, string | number>>>;

function text(value: string | number | undefined): string {
  return JSON.stringify(value ?? 'nothing');
}

/** Values of required arguments whose type alone does not determine one. */
export const SAMPLES: Readonly<Record<string, unknown>> = {
  'Mutation.createAlertRule.input.types': 'BALANCE_LOW',
  'Mutation.updateAlertRule.input.types': 'BALANCE_LOW',
  'Mutation.createSavedView.input.arguments': '{}',
  'Mutation.updateSavedView.input.arguments': '{}',
  'Query.creator.platform': 'TIKTOK',
  'Query.creators.of.platform': 'TIKTOK',
  'Mutation.settleTarget.published': false,
  'Mutation.createTracker.input.name': 'tenants',
  'Mutation.createTracker.input.query': 'tenants',
  'Query.previewTracker.query': 'tenants',
  'Subscription.eventOccurred.afterSequence': 0,
};

/** Optional arguments that must accompany another argument, or the call without one (`null`). */
export const COMPANIONS: Readonly<Record<string, string>> = {
  'Query.creator.username': 'platform',
  // With it, the first event is a past one, which nothing has to wait for.
  'Subscription.eventOccurred.null': 'afterSequence',
};

/** Sample values by type. */
export const BY_TYPE: Readonly<Record<string, unknown>> = {
  Int: 5,
  Long: 5,
  Float: 1,
  Boolean: true,
  String: 'a text',
  ID: 'an id',
  Date: '2026-04-01',
  DateTime: '2100-01-01T00:00:00Z',
  URL: 'https://example.org/it',
};

/**
 * Parameters and body members of the REST APIs that identify an object of a workspace, by dialect,
 * and by method and path where it matters.
 */
export const REST_PLACES: readonly (readonly [
  dialect: RegExp,
  path: RegExp,
  name: RegExp,
  kind: Kind | 'cursor',
])[] = [
  [/buzzabout/, /./, /^cursor$/, 'cursor'],
  [/buzzabout/, /./, /^dataset_ids?$/, 'dataset'],
  [/buzzabout/, /./, /^collection_ids$/, 'collection'],
  [/buzzabout/, /./, /^run_id$/, 'run'],
  [/buzzabout/, /./, /^tracker_id$/, 'tracker'],
  [/community/, /./, /^query_id$/, 'query'],
  [/creator/, /post\/stats/, /^url$/, 'creatorPost'],
  [/creator/, /./, /^url$/, 'creatorUrl'],
  [/creator/, /./, /^username$/, 'creator'],
  [/social/, / \/v1\/posts/, /^id$/, 'post'],
  [/social/, / \/v1\/media/, /^id$/, 'media'],
  [/social/, /./, /^account_ids$/, 'account'],
  [/social/, /./, /^media_ids$/, 'media'],
  [/xtracker/, /^(get|delete) /, /^username$/, 'xUsername'],
  [/xtracker/, /./, /^account$/, 'xUsername'],
  [/xtracker/, /./, /^account_id$/, 'xAccount'],
  [/xtracker/, /./, /^(post_id|thread_id)$/, 'xPost'],
];

/** Anyone may follow any account. */
export const REST_OPEN: ReadonlySet<string> = new Set(['post /v1/accounts username']);

/** Members that are the caller's own text. */
export const REST_PLAIN =
  /^(keywords?|source|sources|min_\w+|intent|from|to|date|limit|offset|sort|order|filters|name|num_comments_per_post|analysis|search_query|platform|status|body|thread|scheduled_at|text|tone|prompt|count|max_length|topic|filename|content_type|size|time_range|start_date|end_date|hashtags?|mentions?|is_thread|view|include_threads|verbose|query|format|live|date_range|language|country_code|enable_\w+|content_analysis_actions)$/;

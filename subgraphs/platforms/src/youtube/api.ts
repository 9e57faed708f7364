import { type StaticDecode, Type } from 'typebox';
import { count, flag, id, ifValid, optional, text, time, url } from '../vendor-json.ts';

const Thumbnail = ifValid(Type.Object({ url }));

/** A channel; its counts are strings. */
export const Channel = Type.Object({
  id,
  snippet: Type.Object({
    title: text,
    description: text,
    customUrl: text,
    thumbnails: ifValid(Type.Object({ high: Thumbnail, default: Thumbnail })),
  }),
  statistics: Type.Object({ subscriberCount: count, hiddenSubscriberCount: flag, videoCount: count }),
});
export type Channel = StaticDecode<typeof Channel>;

export const Channels = Type.Object({ items: optional(Type.Array(Channel)) });

/** A video; a hidden count is missing. */
export const Video = Type.Object({
  id,
  snippet: Type.Object({ title: text, publishedAt: time }),
  statistics: Type.Object({ viewCount: count, likeCount: count, commentCount: count }),
});
export type Video = StaticDecode<typeof Video>;

export const Videos = Type.Object({ items: optional(Type.Array(Video)) });

/** The videos of a playlist. */
export const PlaylistItems = Type.Object({
  items: optional(Type.Array(Type.Object({ contentDetails: Type.Object({ videoId: id }) }))),
});

/** Ids of a search; a result that is no video has none. */
export const FoundVideoIds = Type.Object({
  nextPageToken: text,
  items: optional(Type.Array(Type.Object({ id: ifValid(Type.Object({ videoId: text })) }))),
});

/** A video with everything that is said about it. */
export const ListedVideo = Type.Object({
  id,
  snippet: Type.Object({
    title: text,
    description: text,
    publishedAt: time,
    channelId: text,
    channelTitle: text,
    defaultLanguage: text,
    defaultAudioLanguage: text,
    tags: ifValid(Type.Array(Type.String())),
    thumbnails: ifValid(Type.Object({ high: Thumbnail })),
  }),
  statistics: ifValid(Type.Object({ viewCount: count, likeCount: count, commentCount: count })),
});
export type ListedVideo = StaticDecode<typeof ListedVideo>;

/** Threads of comments; a comment's plain text is in `textOriginal` for its author only. */
export const CommentThreads = Type.Object({
  items: optional(
    Type.Array(
      Type.Object({
        snippet: Type.Object({
          topLevelComment: Type.Object({
            id,
            snippet: Type.Object({
              textDisplay: text,
              authorDisplayName: text,
              authorChannelUrl: url,
              likeCount: count,
              publishedAt: time,
            }),
          }),
        }),
      }),
    ),
  ),
});
export type CommentThread = NonNullable<StaticDecode<typeof CommentThreads>['items']>[number];

export const ListedVideos = Type.Object({ items: optional(Type.Array(ListedVideo)) });

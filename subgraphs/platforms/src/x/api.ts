import { type StaticDecode, Type } from 'typebox';
import { count, flag, id, ifValid, optional, text, time, url } from '../vendor-json.ts';

// Older versions of the X API say `tweets` and `retweets` for posts and reposts; responses may use
// either.

const Metrics = {
  impression_count: count,
  like_count: count,
  reply_count: count,
  repost_count: count,
  retweet_count: count,
};

const Links = Type.Object({ urls: ifValid(Type.Array(Type.Object({ url: text, expanded_url: text }))) });

const PostEntities = Type.Object({
  ...Links.properties,
  hashtags: ifValid(Type.Array(Type.Object({ tag: text }))),
});

const Note = Type.Object({ text, entities: ifValid(Links) });

const Reference = Type.Object({ type: Type.String(), id });

/** A post with metrics, as the statistics endpoints return it. */
export const CountedPost = Type.Object({
  id,
  text,
  author_id: text,
  created_at: time,
  public_metrics: Type.Object(Metrics),
});

/** A post with its references, as timelines return it. */
export const Post = Type.Object({
  id,
  text,
  author_id: text,
  created_at: time,
  public_metrics: ifValid(Type.Object(Metrics)),
  conversation_id: text,
  in_reply_to_user_id: text,
  attachments: ifValid(Type.Object({ media_keys: ifValid(Type.Array(Type.String())) })),
  referenced_tweets: optional(Type.Array(Reference)),
  referenced_posts: optional(Type.Array(Reference)),
  note_tweet: ifValid(Note),
  note_post: ifValid(Note),
  lang: text,
  entities: ifValid(PostEntities),
});
export type Post = StaticDecode<typeof Post>;

/** A user. */
export const User = Type.Object({
  id,
  username: id,
  name: text,
  description: text,
  profile_image_url: url,
  url,
  verified: flag,
  pinned_tweet_id: text,
  pinned_post_id: text,
  public_metrics: Type.Object({
    followers_count: count,
    following_count: count,
    tweet_count: count,
    post_count: count,
  }),
  entities: ifValid(
    Type.Object({
      url: ifValid(Type.Object({ urls: ifValid(Type.Array(Type.Object({ expanded_url: url }))) })),
    }),
  ),
});
export type User = StaticDecode<typeof User>;

const UserName = Type.Object({ id, username: id });

/** A picture or video of a post. */
export const Media = Type.Object({
  media_key: id,
  type: text,
  url: text,
  preview_image_url: text,
});
export type Media = StaticDecode<typeof Media>;

const Includes = Type.Object({
  users: optional(Type.Array(UserName)),
  posts: optional(Type.Array(Post)),
  tweets: optional(Type.Array(Post)),
  media: optional(Type.Array(Media)),
});

/** Nothing found: `data` is missing, and `errors` gives the reason. */
const NotFound = Type.Object({
  data: Type.Optional(Type.Undefined()),
  errors: Type.Array(Type.Unknown()),
});

/** No posts: `data` is missing, and the count is 0. */
const NoPosts = Type.Object({
  data: Type.Optional(Type.Undefined()),
  meta: Type.Object({ result_count: Type.Literal(0) }),
});

/** Posts with metrics. */
export const CountedPosts = Type.Union([
  Type.Object({
    data: Type.Array(CountedPost),
    includes: ifValid(Type.Object({ users: optional(Type.Array(UserName)) })),
  }),
  NotFound,
  NoPosts,
]);

/** Users by name. */
export const Users = Type.Union([Type.Object({ data: Type.Array(User) }), NotFound, NoPosts]);

/** A user by name. */
export const FoundUser = Type.Union([Type.Object({ data: UserName }), NotFound]);

/** A page of a user's posts. */
export const Timeline = Type.Union([
  Type.Object({
    data: Type.Array(Post),
    includes: optional(Includes),
    meta: ifValid(Type.Object({ next_token: text })),
  }),
  NotFound,
  NoPosts,
]);

/** The id of a post or a file that was just created. */
export const Created = Type.Object({ data: Type.Object({ id: Type.String() }) });

/** The user of a token. */
export const Me = Type.Object({
  data: Type.Object({
    id: Type.String(),
    username: Type.String(),
    name: optional(Type.String()),
    profile_image_url: optional(Type.String()),
  }),
});

const Shortened = Type.Object({ url: Type.String(), expanded_url: Type.String() });

/** The newest posts of the user of a token, for reading back what was published. */
export const OwnPosts = Type.Object({
  data: Type.Optional(
    Type.Array(
      Type.Object({
        id: Type.String(),
        text: Type.String(),
        entities: optional(Type.Object({ urls: optional(Type.Array(Shortened)) })),
      }),
    ),
  ),
});
export type OwnPost = NonNullable<StaticDecode<typeof OwnPosts>['data']>[number];

/** New tokens in exchange for a refresh token. */
export const Token = Type.Object({
  access_token: Type.String({ minLength: 1 }),
  refresh_token: optional(Type.String()),
  expires_in: optional(Type.Number()),
});

/** Authors by id. */
export const FoundAuthors = Type.Object({
  data: Type.Array(
    Type.Object({
      id,
      username: id,
      name: text,
      profile_image_url: url,
      verified: flag,
      public_metrics: ifValid(Type.Object({ followers_count: count })),
    }),
  ),
});

/** A job of the batch compliance endpoints, and where its lists are uploaded and downloaded. */
export const ComplianceJob = Type.Object({
  data: Type.Object({
    id,
    status: Type.String(),
    upload_url: url,
    download_url: url,
  }),
});

/** A line of the result of a job about posts. */
export const ComplianceLine = Type.Object({ id, action: text });

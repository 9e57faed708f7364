import { type StaticDecode, Type } from 'typebox';
import { count, flag, id, ifValid, optional, text, time, url } from '../vendor-json.ts';

/** The public view of an account. */
export const Account = Type.Object({
  id,
  acct: id,
  display_name: text,
  note: text,
  avatar: url,
  followers_count: count,
  following_count: count,
  statuses_count: count,
  fields: ifValid(Type.Array(Type.Object({ value: text, verified_at: text }))),
});
export type Account = StaticDecode<typeof Account>;

const StatusMembers = {
  id,
  uri: text,
  url,
  content: text,
  created_at: time,
  favourites_count: count,
  replies_count: count,
  reblogs_count: count,
  pinned: flag,
};

/** A status in an account's list. */
export const Status = Type.Object(StatusMembers);
export type Status = StaticDecode<typeof Status>;

export const Statuses = Type.Array(Status);

/** A status with its author. */
export const AuthoredStatus = Type.Object({ ...StatusMembers, account: Type.Object({ acct: id }) });
export type AuthoredStatus = StaticDecode<typeof AuthoredStatus>;

/** A status or a file that was just created. */
export const Created = Type.Object({ id: Type.String(), url: optional(Type.String()) });

/** The statuses of an account, for reading back what was published. */
export const OwnStatuses = Type.Array(Type.Object({ ...Created.properties, created_at: Type.String() }));

/** The source text of a status; its `content` is HTML. */
export const StatusSource = Type.Object({ text: Type.String() });

/** Limits of a server. */
export const Instance = Type.Object({
  configuration: Type.Object({ statuses: Type.Object({ max_characters: Type.Integer() }) }),
});

/** The account of a token. */
export const OwnAccount = Type.Object({
  id: Type.String(),
  acct: Type.String(),
  display_name: optional(Type.String()),
  avatar: optional(Type.String()),
  url: optional(Type.String()),
});

const Access = ifValid(Type.Object({ local: text, remote: text }));

/** What a server shows to everybody, since version 4.5: `public`, `authenticated` or `disabled`. */
export const InstanceAccess = Type.Object({
  configuration: ifValid(
    Type.Object({
      timelines_access: ifValid(Type.Object({ live_feeds: Access, hashtag_feeds: Access })),
    }),
  ),
});

/** A status of a public timeline. */
export const PublicStatus = Type.Object({
  ...StatusMembers,
  visibility: text,
  language: text,
  spoiler_text: text,
  in_reply_to_id: ifValid(id),
  reblog: ifValid(Type.Object({ id })),
  account: Type.Object({
    id,
    acct: id,
    display_name: text,
    url,
    avatar: url,
    followers_count: count,
  }),
  media_attachments: ifValid(Type.Array(Type.Object({ type: text, url, description: text }))),
  tags: ifValid(Type.Array(Type.Object({ name: Type.String() }))),
});
export type PublicStatus = StaticDecode<typeof PublicStatus>;

export const PublicStatuses = Type.Array(PublicStatus);

/** What a status replies to, and the replies to it. */
export const StatusContext = Type.Object({ descendants: PublicStatuses });

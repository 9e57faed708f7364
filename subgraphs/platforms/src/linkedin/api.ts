import { type StaticDecode, Type } from 'typebox';
import { count, id, ifValid, optional, text, url } from '../vendor-json.ts';

/** Reactions and comments of a post. */
export const SocialAction = Type.Object({
  likesSummary: Type.Object({ aggregatedTotalLikes: count, totalLikes: count }),
  commentsSummary: ifValid(Type.Object({ aggregatedTotalComments: count, totalFirstLevelComments: count })),
});
export type SocialAction = StaticDecode<typeof SocialAction>;

/** Reactions and comments of posts by their URNs. */
export const SocialActions = Type.Object({ results: Type.Record(Type.String(), SocialAction) });

const Statistics = ifValid(Type.Object({ impressionCount: count, shareCount: count }));

/** Impressions of posts of an organisation. */
export const ShareStatistics = Type.Object({
  elements: Type.Array(
    Type.Union([
      Type.Object({ share: id, ugcPost: Type.Optional(Type.Undefined()), totalShareStatistics: Statistics }),
      Type.Object({ share: Type.Optional(Type.Undefined()), ugcPost: id, totalShareStatistics: Statistics }),
    ]),
  ),
});

/** An organisation. */
export const Organization = Type.Object({
  id,
  vanityName: text,
  localizedName: text,
  localizedDescription: text,
  localizedWebsite: url,
});
export type Organization = StaticDecode<typeof Organization>;

export const Organizations = Type.Object({ elements: Type.Array(Organization) });

/** Followers of an organisation. */
export const NetworkSize = Type.Object({ firstDegreeSize: count });

/** The member of a token. */
export const Member = Type.Object({
  sub: Type.String(),
  name: optional(Type.String()),
  picture: optional(Type.String()),
});

/** Upload URL and URN of a picture. */
export const ImageUpload = Type.Object({
  value: Type.Object({ uploadUrl: Type.String(), image: Type.String() }),
});

/** The newest posts of an author, for reading back what was published. */
export const OwnPosts = Type.Object({
  elements: Type.Array(
    Type.Object({ id: Type.String(), commentary: optional(Type.String()), createdAt: Type.Number() }),
  ),
});

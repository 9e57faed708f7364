import { type StaticDecode, Type } from 'typebox';
import { count, id, ifValid, optional, text, time, url } from '../vendor-json.ts';

/** An issue or a pull request. */
export const Issue = Type.Object({
  node_id: id,
  html_url: url,
  repository_url: text,
  title: text,
  body: text,
  user: ifValid(Type.Object({ login: text, id: ifValid(id), avatar_url: url, html_url: url })),
  labels: ifValid(Type.Array(Type.Object({ name: text }))),
  comments: count,
  reactions: ifValid(Type.Object({ '+1': count })),
  created_at: time,
});
export type Issue = StaticDecode<typeof Issue>;

export const Issues = Type.Array(Issue);

export const FoundIssues = Type.Object({ total_count: count, items: Issues });

const Author = ifValid(Type.Object({ login: text, avatarUrl: url, url }));

/** A discussion, or an issue, of the GraphQL API. */
export const Discussion = Type.Object({
  id,
  url,
  title: text,
  bodyText: text,
  createdAt: time,
  upvoteCount: count,
  comments: ifValid(Type.Object({ totalCount: count })),
  repository: ifValid(Type.Object({ nameWithOwner: text })),
  author: Author,
});
export type Discussion = StaticDecode<typeof Discussion>;

export const FoundDiscussions = Type.Object({
  data: Type.Object({
    search: Type.Object({
      pageInfo: Type.Object({ hasNextPage: Type.Boolean(), endCursor: text }),
      nodes: Type.Array(Discussion),
    }),
  }),
});

export const Nodes = Type.Object({ data: Type.Object({ nodes: Type.Array(optional(Discussion)) }) });

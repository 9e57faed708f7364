import { Type } from 'typebox';
import { route } from '../../../../engine/dialect.ts';
import { POST_EXAMPLE, POST_FIELDS, POST_STATUSES, postSchema, type SourcePost, toPost } from '../../post.ts';
import { ERRORS } from '../../problems.ts';
import { dataOf, pageQuery } from '../../schemas.ts';

/** `GET /v1/posts`: newest first. */
export const listPosts = route({
  operationId: 'listPosts',
  method: 'GET',
  path: '/v1/posts',
  summary: 'List posts',
  description: 'Lists posts and drafts, newest first.',
  scope: 'posts:read',
  query: Type.Object({
    status: Type.Optional(Type.String({ enum: POST_STATUSES, description: 'Only posts with this status.' })),
    ...pageQuery,
  }),
  operation: /* GraphQL */ `
    query ListPublishedPosts($filter: PostFilter, $first: Int!, $skip: Int!) {
      posts(filter: $filter, first: $first, skip: $skip) { nodes { ${POST_FIELDS} } }
    }
  `,
  variables: ({ status, limit, offset }) => ({
    filter: status ? { status: status.toUpperCase() } : null,
    first: limit,
    skip: offset,
  }),
  reply: ({ posts }: { posts: { nodes: SourcePost[] } }) => ({ data: posts.nodes.map(toPost) }),
  response: { schema: dataOf(Type.Array(postSchema)), example: { data: [POST_EXAMPLE] } },
  errors: ERRORS,
});

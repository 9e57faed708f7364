import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { POST_EXAMPLE, POST_FIELDS, POST_STATUSES, postSchema, type SourcePost, toPost } from '../post.ts';
import { ERRORS, type Failure, failures, notFound, ONE_ERRORS, refuse } from '../problems.ts';
import { bodyOf, dataOf, pageQuery, textOf } from '../schemas.ts';

const ids = (maxItems: number, description: string) =>
  Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems, description }));

const members = {
  body: textOf(10_000, 'The text, 1 to 10,000 characters.'),
  account_ids: ids(50, 'Accounts to publish it to.'),
  media_ids: ids(20, 'Files that are ready, in their order.'),
  thread: Type.Optional(
    Type.Array(textOf(10_000, 'A post of the thread.'), {
      maxItems: 99,
      description:
        'Posts that follow it as its thread, in order; for platforms that publish threads: Bluesky.',
    }),
  ),
};

interface Members {
  body?: string;
  account_ids?: string[];
  media_ids?: string[];
  thread?: string[];
}

const toInput = ({ body, account_ids: accountIds, media_ids: mediaIds, thread }: Members) => ({
  body,
  thread,
  accountIds,
  mediaIds,
});

const response = { schema: postSchema, example: POST_EXAMPLE };

type Changed = Failure & { post: SourcePost };

/** `GET /v1/posts`: newest first. */
export const listPosts = route({
  operationId: 'listPosts',
  method: 'GET',
  path: '/v1/posts',
  summary: 'List posts',
  description: 'Posts and drafts, newest first.',
  scope: 'posts:read',
  query: Type.Object({
    status: Type.Optional(Type.String({ enum: POST_STATUSES, description: 'Only posts that stand so.' })),
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

/** `POST /v1/posts`. */
export const createPost = route({
  operationId: 'createPost',
  method: 'POST',
  path: '/v1/posts',
  summary: 'Create a draft post',
  description: 'Makes a draft; nothing is published.',
  scope: 'posts:write',
  query: Type.Object({}),
  body: bodyOf(members),
  operation: /* GraphQL */ `
    mutation CreatePost($input: CreatePostInput!) {
      createPost(input: $input) {
        ${failures('InvalidInput', 'PlanRequired')}
        ... on PostCreated { post { ${POST_FIELDS} } }
      }
    }
  `,
  variables: ({ body }) => ({
    input: toInput(body),
  }),
  reply({ createPost: result }: { createPost: Changed }) {
    refuse(result);
    return toPost(result.post);
  },
  status: 201,
  response,
  errors: { ...ERRORS, 409: ['conflict'] },
});

/** `GET /v1/posts/{id}`. */
export const getPost = route({
  operationId: 'getPost',
  method: 'GET',
  path: '/v1/posts/{id}',
  summary: 'Get one post',
  description: 'One post or draft.',
  scope: 'posts:read',
  query: Type.Object({}),
  operation: /* GraphQL */ `query GetPost($id: ID!) { post(id: $id) { ${POST_FIELDS} } }`,
  variables: ({ params }) => ({ id: params['id'] }),
  reply({ post }: { post: SourcePost | null }) {
    if (!post) throw notFound('The post');
    return toPost(post);
  },
  response,
  errors: ONE_ERRORS,
});

/** `PATCH /v1/posts/{id}`. */
export const updatePost = route({
  operationId: 'updatePost',
  method: 'PATCH',
  path: '/v1/posts/{id}',
  summary: 'Update a post',
  description:
    'Changes a draft, a scheduled or a failed post; what is left out stays. A failed post becomes a draft.',
  scope: 'posts:write',
  query: Type.Object({}),
  body: bodyOf({ ...members, body: Type.Optional(members.body) }),
  operation: /* GraphQL */ `
    mutation UpdatePost($id: ID!, $input: UpdatePostInput!) {
      updatePost(id: $id, input: $input) {
        ${failures('InvalidInput', 'NotFound', 'Conflict')}
        ... on PostUpdated { post { ${POST_FIELDS} } }
      }
    }
  `,
  variables: ({ params, body }) => ({
    id: params['id'],
    input: toInput(body),
  }),
  reply({ updatePost: result }: { updatePost: Changed }) {
    refuse(result);
    return toPost(result.post);
  },
  response,
  errors: { ...ONE_ERRORS, 409: ['conflict'] },
});

/** `DELETE /v1/posts/{id}`. */
export const deletePost = route({
  operationId: 'deletePost',
  method: 'DELETE',
  path: '/v1/posts/{id}',
  summary: 'Delete a post',
  description: 'Deletes a post here; what is published stays on its platforms.',
  scope: 'posts:write',
  query: Type.Object({}),
  operation: /* GraphQL */ `
    mutation DeletePost($id: ID!) { deletePost(id: $id) { ${failures('NotFound', 'Conflict')} } }
  `,
  variables: ({ params }) => ({ id: params['id'] }),
  reply({ deletePost: result }: { deletePost: Failure }) {
    refuse(result);
    return null;
  },
  status: 204,
  response: { schema: Type.Null(), example: null },
  errors: { ...ONE_ERRORS, 409: ['conflict'] },
});

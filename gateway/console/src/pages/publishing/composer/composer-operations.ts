import type { ResultOf } from 'gql.tada';
import { graphql } from '../../../graph/index.ts';
import { mediaFile } from '../publishing-operations.ts';

/** How a post fits the rules of each account's platform. */
export const postFitQuery = graphql(`
  query ConsolePostFit($body: String!, $thread: [String!]!, $mediaIds: [ID!]!) {
    connectedAccounts(first: 50) {
      nodes {
        id
        textFit(body: $body, thread: $thread, mediaIds: $mediaIds) {
          length
          maxLength
          maxFiles
          problems
        }
      }
    }
  }
`);

export const createPostMutation = graphql(`
  mutation ConsoleCreatePost($input: CreatePostInput!) {
    createPost(input: $input) {
      __typename
      ... on PostCreated {
        post {
          id
        }
      }
      ... on InvalidInput {
        field
      }
      ... on Failure {
        message
      }
    }
  }
`);

export const updatePostMutation = graphql(`
  mutation ConsoleUpdatePost($id: ID!, $input: UpdatePostInput!) {
    updatePost(id: $id, input: $input) {
      __typename
      ... on PostUpdated {
        post {
          id
        }
      }
      ... on InvalidInput {
        field
      }
      ... on Failure {
        message
      }
    }
  }
`);

export const requestUploadMutation = graphql(`
  mutation ConsoleRequestUpload($input: RequestUploadInput!) {
    requestUpload(input: $input) {
      __typename
      ... on UploadRequested {
        media {
          id
        }
        uploadUrl
        method
        headers {
          name
          value
        }
      }
      ... on InvalidInput {
        field
      }
      ... on Failure {
        message
      }
    }
  }
`);

export const confirmUploadMutation = graphql(
  `
    mutation ConsoleConfirmUpload($id: ID!) {
      confirmUpload(id: $id) {
        __typename
        ... on UploadConfirmed {
          media {
            ...ConsoleMediaFile
          }
        }
        ... on Failure {
          message
        }
      }
    }
  `,
  [mediaFile],
);

/** How a post fits the rules of a platform; null if nothing can be published to it. */
export type PostFit = NonNullable<
  NonNullable<ResultOf<typeof postFitQuery>['connectedAccounts']>['nodes'][number]['textFit']
>;

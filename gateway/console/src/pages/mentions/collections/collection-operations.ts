import type { ResultOf } from 'gql.tada';
import { graphql } from '../../../graph/index.ts';

export const collectionsQuery = graphql(`
  query ConsoleCollections {
    collections {
      id
      name
    }
  }
`);

export const createCollectionMutation = graphql(`
  mutation ConsoleCreateCollection($name: String!) {
    createCollection(name: $name) {
      __typename
      ... on CollectionCreated {
        collection {
          id
          name
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

export const renameCollectionMutation = graphql(`
  mutation ConsoleRenameCollection($id: ID!, $name: String!) {
    updateCollection(id: $id, input: { name: $name }) {
      __typename
      ... on InvalidInput {
        field
      }
      ... on Failure {
        message
      }
    }
  }
`);

export const deleteCollectionMutation = graphql(`
  mutation ConsoleDeleteCollection($id: ID!) {
    deleteCollection(id: $id) {
      __typename
      ... on Failure {
        message
      }
    }
  }
`);

export const addToCollectionMutation = graphql(`
  mutation ConsoleAddToCollection($id: ID!, $mentionIds: [ID!]!) {
    addToCollection(id: $id, mentionIds: $mentionIds) {
      __typename
      ... on CollectionChanged {
        collection {
          id
          name
        }
      }
      ... on Failure {
        message
      }
    }
  }
`);

export const removeFromCollectionMutation = graphql(`
  mutation ConsoleRemoveFromCollection($id: ID!, $mentionIds: [ID!]!) {
    removeFromCollection(id: $id, mentionIds: $mentionIds) {
      __typename
      ... on CollectionChanged {
        collection {
          id
          name
        }
      }
      ... on Failure {
        message
      }
    }
  }
`);

export type Collection = NonNullable<ResultOf<typeof collectionsQuery>['collections']>[number];

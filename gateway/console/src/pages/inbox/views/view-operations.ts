import type { ResultOf } from 'gql.tada';
import { graphql } from '../../../graph/index.ts';

export const viewsQuery = graphql(`
  query ConsoleViews {
    savedViews(list: COMMUNITY_POSTS, first: 50) {
      id
      name
      arguments
    }
  }
`);

export const saveViewMutation = graphql(`
  mutation ConsoleSaveView($input: CreateSavedViewInput!) {
    createSavedView(input: $input) {
      __typename
      ... on SavedViewCreated {
        view {
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

export const deleteViewMutation = graphql(`
  mutation ConsoleDeleteView($id: ID!) {
    deleteSavedView(id: $id) {
      __typename
      ... on Failure {
        message
      }
    }
  }
`);

export type View = NonNullable<ResultOf<typeof viewsQuery>['savedViews']>[number];

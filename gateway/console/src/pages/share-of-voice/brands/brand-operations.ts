import type { ResultOf } from 'gql.tada';
import { graphql } from '../../../graph/index.ts';

const comparedBrand = graphql(`
  fragment ConsoleComparedBrand on Brand {
    id
    name
    aliases
    excludes
  }
`);

export const comparedBrandsQuery = graphql(
  `
    query ConsoleComparedBrands($id: ID!) {
      intelligenceQuery(id: $id) {
        id
        rangeDays
        communities
        primaryBrand {
          ...ConsoleComparedBrand
        }
        competitorBrands {
          ...ConsoleComparedBrand
        }
      }
    }
  `,
  [comparedBrand],
);

/** The posts that a brand would match with phrases that are not saved yet. */
export const previewBrandQuery = graphql(`
  query ConsolePreviewBrand($brand: BrandInput!) {
    previewBrand(brand: $brand) {
      id
      match {
        names
      }
      communityPosts(first: 8) {
        totalCount
        totalCountIsExact
        nodes {
          id
          title
          body
          source
          postedAt
        }
      }
    }
  }
`);

export const createComparisonMutation = graphql(`
  mutation ConsoleCreateComparison($input: CreateIntelligenceQueryInput!) {
    createIntelligenceQuery(input: $input) {
      __typename
      ... on IntelligenceQueryCreated {
        query {
          id
        }
      }
      ... on InvalidInput {
        message
        field
      }
    }
  }
`);

export const updateComparisonMutation = graphql(`
  mutation ConsoleUpdateComparison($id: ID!, $input: UpdateIntelligenceQueryInput!) {
    updateIntelligenceQuery(id: $id, input: $input) {
      __typename
      ... on IntelligenceQueryUpdated {
        query {
          id
        }
      }
      ... on InvalidInput {
        message
        field
      }
      ... on NotFound {
        message
      }
    }
  }
`);

export type ComparedBrands = NonNullable<ResultOf<typeof comparedBrandsQuery>['intelligenceQuery']>;

import type { ResultOf } from 'gql.tada';
import { graphql } from '../../../graph/index.ts';

export const sourcesQuery = graphql(`
  query ConsoleSources {
    trackerSources {
      source
      state
      problem
      quotaLeft
    }
  }
`);

export type TrackerSource = NonNullable<ResultOf<typeof sourcesQuery>['trackerSources']>[number];

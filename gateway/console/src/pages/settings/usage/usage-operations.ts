import type { ResultOf } from 'gql.tada';
import { graphql } from '../../../graph/index.ts';

export const plansQuery = graphql(`
  query ConsolePlans {
    viewer {
      workspace {
        id
        plans {
          product
          plan
        }
      }
      limits {
        product
        limit
        remaining
        resetsAt
      }
    }
    aiQuota {
      used
      limit
      resetsAt
    }
  }
`);

/** What the language model has cost; loaded by itself, because it may fail by itself. */
export const modelUsageQuery = graphql(`
  query ConsoleModelUsage {
    modelUsage(days: 30) {
      model
      dailyTokens
      tokensToday
      costs {
        day
        task
        model
        requests
        judged
        cached
        dropped
        dollars
      }
    }
  }
`);

type PlansData = ResultOf<typeof plansQuery>;
export type Plan = NonNullable<PlansData['viewer']>['workspace']['plans'][number];
export type Limit = NonNullable<PlansData['viewer']>['limits'][number];
export type Cost = NonNullable<ResultOf<typeof modelUsageQuery>['modelUsage']>['costs'][number];

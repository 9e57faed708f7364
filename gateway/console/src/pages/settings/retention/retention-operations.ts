import type { ResultOf } from 'gql.tada';
import { graphql } from '../../../graph/index.ts';

export const retentionQuery = graphql(`
  query ConsoleRetention {
    retention {
      days
      workspaceDays
      installationDays
      platforms {
        platform
        days
        workspaceDays
        platformDays
      }
    }
    viewer {
      scopes
    }
  }
`);

export const setRetentionMutation = graphql(`
  mutation ConsoleSetRetention($platform: StoredSource, $days: Int) {
    setRetention(platform: $platform, days: $days) {
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

export type Retention = NonNullable<ResultOf<typeof retentionQuery>['retention']>;
export type PlatformRetention = Retention['platforms'][number];

/** A rule of the workspace: for one platform, or for all. */
export interface Rule {
  /** Null for all platforms. */
  readonly platform: PlatformRetention['platform'] | null;
  readonly workspaceDays: number | null;
}

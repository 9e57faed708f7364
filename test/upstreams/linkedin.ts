import type { Vendor, VendorRequest, VendorResponse } from './stand-in.ts';

/** LinkedIn's versioned REST API: Rest.li lists of ids, results keyed by id. */
export const linkedin: Vendor = {
  answer({ path, query, scenario }: VendorRequest): VendorResponse {
    if (path === '/rest/socialActions') {
      const ids = /List\((.*)\)/.exec(query.get('ids') ?? '')?.[1]?.split(',') ?? [];
      const results =
        scenario === 'empty' ? {} : Object.fromEntries(ids.map((id) => [id, actions(scenario)]));
      return { body: { results, statuses: {}, errors: {} } };
    }
    if (path === '/rest/organizationalEntityShareStatistics') {
      const ids = /List\((.*)\)/.exec(query.get('shares') ?? '')?.[1]?.split(',') ?? [];
      const totalShareStatistics = {
        ...(scenario === 'hidden' ? {} : { impressionCount: 1000 }),
        shareCount: 5,
      };
      return { body: { elements: ids.map((share) => ({ share, totalShareStatistics })) } };
    }
    if (path === '/rest/organizations') {
      const found = {
        id: 7,
        vanityName: query.get('vanityName'),
        localizedName: 'A Company',
        localizedDescription: 'Write to us',
        localizedWebsite: 'https://shop.example',
      };
      return {
        body: { [scenario === 'renamed' ? 'items' : 'elements']: scenario === 'empty' ? [] : [found] },
      };
    }
    return { body: scenario === 'hidden' ? {} : { firstDegreeSize: 1200 } };
  },
  limited: () => ({
    status: 429,
    headers: { 'retry-after': '60' },
    body: { status: 429, serviceErrorCode: 101, message: 'Resource level throttle limit reached' },
  }),
  expired: { status: 401, body: { status: 401, serviceErrorCode: 65_601, code: 'EXPIRED_ACCESS_TOKEN' } },
};

function actions(scenario: string): object {
  const likes = scenario === 'hidden' ? {} : { totalLikes: 100, aggregatedTotalLikes: 100 };
  return {
    [scenario === 'renamed' ? 'reactionSummaries' : 'likesSummary']: likes,
    commentsSummary: { totalFirstLevelComments: 8, aggregatedTotalComments: 10 },
  };
}

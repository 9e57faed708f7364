import type { Operation } from '../../documented.ts';
import { list, OURS, otherRequest } from './common.ts';
import { announced, uploaded } from './world.ts';

/** Accounts, persona and trends. */
export const dataOperations: Record<string, Operation> = {
  listAccounts: list('insights:read', { title: 'the accounts', shows: { data: [{ id: 'acct_1' }] } }),
  getAccountAnalytics: {
    ...list('insights:read', { title: 'their audience', shows: { data: [{ account_id: 'acct_1' }] } }),
    deviates: ['The document does not show the response; the format is ours.'],
  },
  getPersona: {
    ...list('insights:read', { title: 'the persona', shows: { data: { tones: [], topics: [] } } }),
    deviates: ['The document does not show the response; the format is ours.'],
  },
  listTrending: {
    ...list('insights:read', { title: 'the topics of the last hour', shows: { data: [] } }),
    deviates: ['The document does not show the response; the format is ours.'],
  },
};

/** Media files. */
export const mediaOperations: Record<string, Operation> = {
  requestUpload: {
    source: 'document',
    scope: 'media:write',
    plan: true,
    examples: [
      {
        title: 'a picture',
        sends: { body: { filename: 'a.png', content_type: 'image/png', size: 10 } },
        status: 201,
        shows: { id: /^media_/, upload_url: /^https?:/, method: 'PUT' },
      },
    ],
    failures: [
      otherRequest(
        { body: { filename: 'a.png', content_type: 'image/png', size: 10 } },
        () => '/social-crm/v1/media/upload-url',
        { body: { filename: 'b.png', content_type: 'image/png', size: 10 } },
      ),
    ],
    unprovoked: {
      quota_exceeded:
        'a workspace may store 10 GiB; `subgraphs/publishing/test/media.test.ts` fills a smaller quota',
    },
    deviates: OURS,
  },
  confirmUpload: {
    source: 'document',
    scope: 'media:write',
    plan: true,
    examples: [
      {
        title: 'a picture that was sent',
        sends: async (world) => ({ params: { id: await uploaded(world) } }),
        status: 200,
        shows: { id: /^media_/, status: 'ready', url: /^https?:/, content_type: 'image/png' },
      },
    ],
    failures: [
      {
        title: 'a file that is not there',
        sends: { params: { id: 'media_0' } },
        failure: [404, 'not_found'],
      },
      {
        title: 'a file that was not sent',
        sends: async (world) => ({ params: { id: await announced(world) } }),
        failure: [409, 'conflict'],
      },
    ],
    deviates: ['The document does not show the response; the format is ours.'],
  },
};

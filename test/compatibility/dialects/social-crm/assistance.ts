import type { Operation, Prepared, Sent } from '../../documented.ts';
import { OURS, otherRequest } from './common.ts';

/** What a workspace without any quota left sends. */
const spent =
  (body: object): Prepared<Sent> =>
  async (world) => ({
    body,
    key: await world.once('key without AI quota', async () => {
      const { id } = await world.app.app.admin.createWorkspace('without-quota');
      await world.app.app.admin.setPlan(id, 'social-crm', 'pro');
      await world.sql(
        `insert into publishing.ai_usage (workspace_id, month, used)
         values ($1, to_char(now() at time zone 'utc', 'YYYY-MM'), 500)`,
        [id],
      );
      return world.app.key('social-crm', { workspaceId: id });
    }),
  });

/** An operation that a model, or rules, answer. */
function ai(name: string, body: object, shows: object, further: Partial<Operation> = {}): Operation {
  const other = Object.fromEntries(
    Object.entries(body).map(([member, value]) => [member, typeof value === 'string' ? `${value}!` : 2]),
  );
  return {
    source: 'document',
    scope: 'ai:generate',
    plan: true,
    examples: [{ title: 'the documented request', sends: { body }, status: 200, shows }],
    failures: [
      {
        title: 'a quota that is used up',
        sends: spent(body),
        failure: [402, 'quota_exceeded'],
      },
      otherRequest({ body }, () => `/social-crm/v1/ai/${name}`, { body: other }),
    ],
    ...further,
  };
}

const engine = 'embedded';

/** What a model, or rules, write. */
export const aiOperations: Record<string, Operation> = {
  rewriteText: ai('rewrite', { text: 'buy now', tone: 'friendly' }, { data: { text: /./, engine } }),
  composePost: ai('compose', { prompt: 'launch day' }, { data: { text: /./, engine } }, { deviates: OURS }),
  suggestHashtags: ai(
    'hashtags',
    { text: 'Launch day of our espresso machine' },
    { data: { hashtags: [/^#/], engine } },
    { deviates: OURS },
  ),
  writeThread: ai(
    'thread',
    { text: 'One sentence. '.repeat(40) },
    { data: { posts: [/./, /./], engine } },
    { deviates: OURS },
  ),
  suggestIdeas: ai(
    'ideas',
    { topic: 'espresso', count: 1 },
    { data: { ideas: [{ title: /./, body: /./ }], engine } },
    { deviates: OURS },
  ),
  optimisePost: ai('optimise', { text: 'buy now' }, { data: { text: /./, engine } }, { deviates: OURS }),
};

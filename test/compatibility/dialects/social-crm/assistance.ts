import type { Operation, Prepared, Sent } from '../../documented.ts';
import { START } from '../../start.ts';
import { OURS, otherRequest } from './common.ts';

/** A request of a workspace whose quota is used up. */
const spent =
  (body: object): Prepared<Sent> =>
  async (world) => ({
    body,
    key: await world.once('key without AI quota', async () => {
      const { id } = await world.app.app.admin.createWorkspace('without-quota');
      await world.app.app.admin.setPlan(id, 'social-crm', 'pro');
      await world.sql(
        `insert into publishing.ai_usage (workspace_id, month, used)
         values ($1, $2, 500)`,
        [id, START.slice(0, 7)],
      );
      return world.app.key('social-crm', { workspaceId: id });
    }),
  });

/** An operation that a model or rules can perform. */
function ai(name: string, body: object, shows: object, further: Partial<Operation> = {}): Operation {
  const other = Object.fromEntries(
    Object.entries(body).map(([member, value]) => [member, typeof value === 'string' ? `${value}!` : 2]),
  );
  const { failures, ...rest } = further;
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
      ...(failures ?? []),
    ],
    ...rest,
  };
}

const engine = 'embedded';

/** An operation that requires a language model, which is not configured here. */
function aiOfModel(body: object): Operation {
  return {
    source: 'document',
    scope: 'ai:generate',
    plan: true,
    examples: [
      {
        title: 'a request without a language model',
        sends: { body },
        status: 501,
        shows: { error: { code: 'model_required', message: /`AI_BASE_URL`/ } },
      },
    ],
    failures: [
      { title: 'no language model', sends: { body }, failure: [501, 'model_required'], names: 'AI_MODEL' },
    ],
    withoutFault: 'it is rejected before the database is used',
    unprovoked: {
      quota_exceeded: 'without a model it is rejected before the quota is checked',
      conflict:
        'a 501 is not stored, so that the Idempotency-Key can be used again once a model is configured',
      409: 'a 501 is not stored, so that the Idempotency-Key can be used again once a model is configured',
    },
    deviates: [
      ...OURS,
      'Without a language model it is 501 `model_required`; `subgraphs/publishing/test/assistance.test.ts` tests it with one.',
    ],
  };
}

/** Operations whose text a model or rules write. */
export const aiOperations: Record<string, Operation> = {
  rewriteText: ai(
    'rewrite',
    { text: 'buy now', tone: 'friendly' },
    { data: { text: 'Grab yours today, we would love to have you.', engine } },
    {
      failures: [
        {
          title: 'a tone that takes a language model',
          sends: { body: { text: 'We are deeply sorry.', tone: 'witty' } },
          failure: [501, 'model_required'],
          names: 'AI_BASE_URL',
        },
      ],
      values: { text: ['buy now', 'buy now'.padEnd(10_000, '!')], tone: ['friendly', 'warm'] },
      deviates: [
        'Without a language model, a tone or text that rules cannot handle honestly is 501 `model_required`.',
      ],
    },
  ),
  composePost: aiOfModel({ prompt: 'launch day' }),
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
  suggestIdeas: aiOfModel({ topic: 'espresso', count: 1 }),
  optimisePost: ai('optimise', { text: 'buy now' }, { data: { text: /./, engine } }, { deviates: OURS }),
};

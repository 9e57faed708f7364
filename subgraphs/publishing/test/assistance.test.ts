import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '@tributary/test/support';
import { type ModelStandIn, startModel } from '../../../test/upstreams/openai.ts';

let app: TestApp;
let model: ModelStandIn;
let modelled: TestApp;
beforeAll(async () => {
  model = await startModel();
  app = await startTestApp();
  modelled = await startTestApp({ settings: { AI_BASE_URL: model.url, AI_MODEL: 'small-1' } });
});
afterAll(async () => {
  await Promise.all([app?.stop(), modelled?.stop()]);
  await model?.stop();
});

const REWRITE = `mutation { rewriteText(text: "buy now", tone: "friendly") { __typename
  ... on AiText { text engine } ... on PlanRequired { plan } ... on QuotaExceeded { limit resetsAt } } }`;
const USED = '{ aiQuota { used limit } }';

async function used(of: TestApp): Promise<number> {
  return (await of.graphql(USED)).data.aiQuota.used;
}

describe('without a model', () => {
  test('the rules do what they can, are named as the engine, and each result costs one call', async () => {
    const before = await used(app);
    const { data, errors } = await app.graphql(`mutation {
      rewriteText(text: "buy now", tone: "friendly") { ... on AiText { text engine } }
      suggestHashtags(text: "Solar panels on farms", count: 1) { ... on HashtagsSuggested { hashtags engine } }
      writeThread(text: "One. Two.", maxLength: 50) { ... on ThreadWritten { posts engine } }
      optimisePost(text: "Which jar is yours? #honey", platform: BLUESKY) {
        ... on PostOptimised { text score suggestions engine } } }`);
    expect(errors).toBeUndefined();
    expect(data.rewriteText).toEqual({
      text: 'Grab yours today, we would love to have you.',
      engine: 'embedded',
    });
    expect(data.suggestHashtags).toEqual({ hashtags: ['#SolarPanels'], engine: 'embedded' });
    expect(data.writeThread).toEqual({ posts: ['One. Two.'], engine: 'embedded' });
    expect(data.optimisePost).toMatchObject({ score: 100, suggestions: [] });
    expect(await used(app)).toBe(before + 4);
  });

  test('what requires a model is refused, names its settings, and costs nothing', async () => {
    const before = await used(app);
    const { data, errors } = await app.graphql(`mutation {
      composePost(prompt: "Invite people to our webinar", platform: X) { ...refused }
      suggestIdeas(topic: "Flight", count: 2) { ...refused }
      rewriteText(text: "We're deeply sorry.", tone: "witty") { ...refused } }
      fragment refused on ModelRequired { __typename message }`);
    expect(errors).toBeUndefined();
    for (const name of ['composePost', 'suggestIdeas', 'rewriteText'])
      expect(data[name]).toEqual({
        __typename: 'ModelRequired',
        message: expect.stringMatching(/AI_BASE_URL.*AI_MODEL/),
      });
    expect(await used(app)).toBe(before);
  });

  test('input outside its limits is refused before a call is counted', async () => {
    const before = await used(app);
    const { data } = await app.graphql(
      'mutation { writeThread(text: "a", maxLength: 49) { ... on InvalidInput { field } } }',
    );
    expect(data.writeThread).toEqual({ field: 'maxLength' });
    expect(await used(app)).toBe(before);
  });

  test('a free plan is refused, naming the plan that includes it', async () => {
    await app.app.admin.setPlan(app.otherId, 'social-crm', 'free');
    const free = await app.key('native', { workspaceId: app.otherId });
    const { data } = await app.graphql(REWRITE, {}, free);
    expect(data.rewriteText).toEqual({ __typename: 'PlanRequired', plan: 'PRO' });
  });

  test('a key without the scope is refused', async () => {
    const key = await app.key('native', { scopes: ['posts:read'] });
    const { errors } = await app.graphql(REWRITE, {}, key);
    expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN_SCOPE');
  });

  test("calls beyond the month's quota are refused", async () => {
    await app.database.database.pool.query(
      `update publishing.ai_usage set used = 499 where workspace_id = $1`,
      [app.workspaceId],
    );
    const all = await Promise.all(Array.from({ length: 5 }, () => app.graphql(REWRITE)));
    const names = all.map(({ data }) => data.rewriteText.__typename).sort();
    expect(names).toEqual(['AiText', ...Array(4).fill('QuotaExceeded')]);
  });
});

describe('with a model', () => {
  test('each response of the model is in the costs of the workspace, also one that is refused', async () => {
    const COSTS = '{ modelUsage { model costs { task model requests inputTokens outputTokens judged } } }';
    const { data: before } = await modelled.graphql(COSTS);
    expect(before.modelUsage).toEqual({ model: 'small-1', costs: [] });
    model.bill({ prompt_tokens: 40, completion_tokens: 8 });
    model.play('good');
    await modelled.graphql(REWRITE);
    model.play('malformed');
    await modelled.graphql(REWRITE);
    model.play('good');
    const { data: after } = await modelled.graphql(COSTS);
    expect(after.modelUsage.costs).toEqual([
      { task: 'assistance', model: 'small-1', requests: 3, inputTokens: 120, outputTokens: 24, judged: 0 },
    ]);
  });

  test('it composes, suggests ideas and rewrites in any tone', async () => {
    model.play('good');
    model.answer(({ text, prompt, topic }) =>
      topic ? { ideas: [{ title: 'One', body: `About ${topic}` }] } : { text: `model: ${text ?? prompt}` },
    );
    const { data } = await modelled.graphql(`mutation {
      composePost(prompt: "our webinar") { ... on AiText { text engine } }
      suggestIdeas(topic: "tea", count: 1) { ... on IdeasSuggested { ideas { title body engine } } }
      rewriteText(text: "Come at 3pm: https://a.example/?v=Qx", tone: "witty") { ... on AiText { text } } }`);
    model.answer(({ text }) => ({ text: `model: ${text}` }));
    expect(data).toEqual({
      composePost: { text: 'model: our webinar', engine: 'small-1' },
      suggestIdeas: { ideas: [{ title: 'One', body: 'About tea', engine: 'small-1' }] },
      rewriteText: { text: 'model: Come at 3pm: https://a.example/?v=Qx' },
    });
  });

  test('a result that changes a URL is requested again, then refused, and costs nothing', async () => {
    const before = await used(modelled);
    model.answer(() => ({ text: 'Watch https://a.example/watch?V=qx' }));
    const { errors } = await modelled.graphql(
      'mutation { rewriteText(text: "See https://a.example/watch?v=Qx", tone: "dry") { __typename } }',
    );
    model.answer(({ text }) => ({ text: `model: ${text}` }));
    expect(errors?.[0]?.extensions['code']).toBe('UPSTREAM_FAILED');
    expect(await used(modelled)).toBe(before);
  });

  test('it is named as the engine, and a failed call costs nothing', async () => {
    model.play('good');
    const { data } = await modelled.graphql(REWRITE);
    expect(data.rewriteText).toMatchObject({ text: 'model: buy now', engine: 'small-1' });
    const before = await used(modelled);
    model.play('broken');
    const { errors } = await modelled.graphql(REWRITE);
    expect(errors?.[0]?.extensions['code']).toBe('UPSTREAM_FAILED');
    expect(await used(modelled)).toBe(before);
  });
});

describe('the persona of a workspace', () => {
  const UPDATE = `mutation ($input: UpdatePersonaInput!) { updatePersona(input: $input) { __typename
    ... on PersonaUpdated { persona { name voice tones topics examples updatedAt } }
    ... on InvalidInput { field } } }`;

  test('is empty, then as set, and is used by the model', async () => {
    const empty = await modelled.graphql('{ persona { name tones updatedAt } }');
    expect(empty.data.persona).toEqual({ name: null, tones: [], updatedAt: null });
    const input = { name: 'Ada', tones: ['friendly'], topics: ['honey'] };
    const { data } = await modelled.graphql(UPDATE, { input });
    expect(data.updatePersona.persona).toMatchObject({ ...input, voice: null, examples: [] });
    model.play('good');
    model.asked.length = 0;
    await modelled.graphql(REWRITE);
    expect(JSON.stringify(model.asked[0]!.body.messages[0])).toContain('Ada');
  });

  test('is not derived from nothing, nor set to a text that is too long', async () => {
    const { data } = await app.graphql('mutation { derivePersona { __typename } }');
    expect(data.derivePersona.__typename).toBe('Conflict');
    const refused = await app.graphql(UPDATE, { input: { name: 'x'.repeat(101) } });
    expect(refused.data.updatePersona).toEqual({ __typename: 'InvalidInput', field: 'name' });
  });

  test('is derived from published posts', async () => {
    const { pool } = app.database.database;
    for (const [index, body] of ['Oat milk is here!', 'Oat milk again!', 'More oat milk!'].entries())
      await pool.query(
        `insert into publishing.posts (workspace_id, id, status, body, media_ids, search, published_at, created_at, updated_at)
         values ($1, $2, 'published', $3, '{}', '', now(), now(), now())`,
        [app.workspaceId, `post_${index}`, body],
      );
    const { data } = await app.graphql(
      'mutation { derivePersona { ... on PersonaUpdated { persona { tones topics examples } } } }',
    );
    const { tones, topics, examples } = data.derivePersona.persona;
    expect(tones).toContain('enthusiastic');
    expect(topics[0]).toBe('oat milk');
    expect(examples).toHaveLength(3);
  });
});

import { uploadPicture } from './data-media.ts';
import { importMention, openMentions, runMentions } from './data-runs.ts';
import { upTo, type World } from './shape.ts';

/** Rows added per request. */
const BATCH = 10;

/**
 * Adds, for each row, one object of each type that is only reachable through lists: a dataset with
 * a run and a mention, a collection, a tracker, an intelligence query, a connected account, a file,
 * a draft that replies to the mention, a user, an OAuth client and a key. The mentions are newer
 * than all others, so a page of mentions has them first.
 */
export async function addListed(world: World): Promise<void> {
  const { app, workspaceId, key, rows } = world;
  const ask = async (query: string) => {
    const { data, errors } = await app.graphql(query, {}, key);
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  };
  const batches = Array.from({ length: Math.ceil(rows / BATCH) }, (_, batch) =>
    upTo(Math.min(BATCH, rows - batch * BATCH)).map((index) => batch * BATCH + index),
  );
  const mentions = openMentions(world);
  await runMentions(world, upTo(rows));
  const created = new Map<number, Record<string, string>>();
  for (const indexes of batches) {
    const data = await ask(`mutation { ${indexes.map((index) => createRow(world, index)).join(' ')} }`);
    for (const index of indexes) created.set(index, idsOf(data, index));
    for (const index of indexes) await importMention(mentions, world, index, `listed ${index}`);
    await Promise.all(indexes.map(() => app.key('native', { workspaceId })));
  }
  await matchPosts(world);
  const listed = await ask(`{ mentions(first: ${rows}) { nodes { id } } }`);
  const mentionIds: string[] = listed.mentions.nodes.map(({ id }: { id: string }) => id).reverse();
  for (const indexes of batches) {
    const media = await Promise.all(indexes.map(() => uploadPicture(world)));
    const texts = indexes.map((index, at) =>
      relateRow(index, { ...created.get(index)!, mention: mentionIds[index]!, media: media[at]! }),
    );
    await ask(`mutation { ${texts.join(' ')} }`);
  }
}

/** Makes three trackers find every post of X, as if a source had delivered them. */
async function matchPosts({ app, workspaceId }: World): Promise<void> {
  await app.database.database.pool.query(
    `insert into posts.post_matches
       (workspace_id, post_id, tracker_id, spans, fields, origin, found_at, relevance, reason)
     select p.workspace_id, p.id, t.id, '[{ "part": "text", "start": 0, "end": 2 }]', '{lang:en}', 'tail', now(),
       'high', 'The title names it.'
     from posts.community_posts p
       join lateral (
         select id from posts.trackers where workspace_id = p.workspace_id order by name limit 3
       ) t on true
     where p.workspace_id = $1 and p.source = 'x'`,
    [workspaceId],
  );
}

function createRow({ prefix }: World, index: number): string {
  const name = `"listed ${index}"`;
  return `
    dataset${index}: createDataset(input: { name: ${name}, brands: [{ name: "Nitro" }] }) { __typename }
    collection${index}: createCollection(name: ${name}) { ... on CollectionCreated { collection { id } } }
    account${index}: connectAccount(
      input: { platform: X, credentials: [{ name: "accessToken", value: "${prefix}user${index}" }] }
    ) { ... on AccountConnected { account { id } } }
    tracker${index}: createTracker(
      input: {
        name: ${name}
        query: ${name}
        feeds: ["https://example.com/feed"]
        communities: [{ source: REDDIT, name: "listed${index}" }]
      }
    ) { __typename }
    query${index}: createIntelligenceQuery(
      input: { primaryBrand: { name: "Listed${index}" }, competitorBrands: [{ name: "Torque" }] }
    ) { __typename }
    user${index}: createUser(input: { email: "listed${index}@example.org" }) { __typename }
    invitation${index}: inviteUser(input: { email: "invited${index}@example.org" }) { __typename }
    client${index}: createOauthClient(input: { name: ${name} }) { __typename }`;
}

// biome-ignore lint/suspicious/noExplicitAny: what the mutations of createRow answer
function idsOf(data: any, index: number): Record<string, string> {
  return {
    collection: data[`collection${index}`].collection.id,
    account: data[`account${index}`].account.id,
  };
}

function relateRow(index: number, ids: Record<string, string>): string {
  return `
    member${index}: addToCollection(id: "${ids['collection']}", mentionIds: ["${ids['mention']}"]) { __typename }
    draft${index}: createPost(
      input: {
        body: "A draft of an answer, number ${index}."
        accountIds: ["${ids['account']}"]
        mediaIds: ["${ids['media']}"]
        inReplyTo: { mentionId: "${ids['mention']}" }
      }
    ) { __typename ... on Failure { message } }`;
}

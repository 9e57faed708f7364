import type { World } from '../../world.ts';

async function send(world: World, path: string, body: object) {
  const key = world.key('buzzabout');
  const { status, json, text } = await world.send('POST', `/buzzabout${path}`, { body, key });
  if (status >= 300) throw new Error(`POST ${path} is ${status}: ${text}`);
  return json;
}

export const newDataset = async (world: World): Promise<string> =>
  (await send(world, '/v1/datasets', { name: 'A dataset' })).data.id;
/** A dataset that runs can import into. */
export const dataset = (world: World) => world.once('a dataset', () => newDataset(world));
export const run = (world: World) =>
  world.once('a run', async (): Promise<string> => {
    const search_query = { type: 'import', mentions: [MENTION] };
    return (await send(world, `/v1/datasets/${await dataset(world)}/runs`, { search_query })).data.id;
  });
export const collection = (world: World) =>
  world.once('a collection', async (): Promise<string> => {
    const { data } = await world.app.graphql(
      'mutation { createCollection(name: "Mine") { ... on CollectionCreated { collection { id } } } }',
    );
    return data.createCollection.collection.id;
  });
/** A cursor of the default sort and order. */
export const cursor = (world: World) =>
  world.once(
    'a cursor',
    async (): Promise<string> => (await send(world, '/v1/mentions', { limit: 1 })).cursor,
  );
export const datasetCursor = (order: string) => (world: World) =>
  world.once(`a cursor of datasets ${order}`, async (): Promise<string> => {
    await dataset(world);
    const key = world.key('buzzabout');
    const path = `/buzzabout/v1/datasets?limit=1&order=${order}`;
    return (await world.send('GET', path, { key })).json.cursor;
  });

export const MENTION = {
  source: 'reddit',
  id: 'one',
  text: 'Nitro cold brew',
  url: 'https://example.org/one',
};

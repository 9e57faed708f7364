import { createHash } from 'node:crypto';
import { type Asset, type Assets, pageStyle, startScript } from './page.ts';

/** Path below which the assets are served. */
export const ASSETS_PATH = '/graphql/assets';

let assets: Promise<Assets> | undefined;

/**
 * Loads the assets on first use: they take 9 MB, which a server without browser users never needs.
 */
export function loadAssets(): Promise<Assets> {
  assets ??= load();
  return assets;
}

const JAVASCRIPT = 'text/javascript; charset=utf-8';
const CSS = 'text/css; charset=utf-8';

async function load(): Promise<Assets> {
  const graphiql = await import('@graphql-yoga/render-graphiql/graphiql');
  const files = new Map<string, Asset>();
  const add = (name: string, type: string, text: string): string => {
    const bytes = Buffer.from(text);
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    const file = `${name}.${hash}.${type === CSS ? 'css' : 'js'}`;
    files.set(file, { type, bytes });
    return `${ASSETS_PATH}/${file}`;
  };
  const workers = {
    editorWorkerService: add('editor-worker', JAVASCRIPT, graphiql.editorWorkerService),
    json: add('json-worker', JAVASCRIPT, graphiql.jsonWorker),
    graphql: add('graphql-worker', JAVASCRIPT, graphiql.graphqlWorker),
  };
  return {
    files,
    styles: [add('graphiql', CSS, graphiql.css), add('page', CSS, pageStyle)],
    scripts: [add('graphiql', JAVASCRIPT, graphiql.js), add('start', JAVASCRIPT, startScript(workers))],
  };
}

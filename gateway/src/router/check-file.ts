import { invalidInput, type Logger } from '@tributary/kit';
import type { GatewayConfig } from '../config/index.ts';
import { subgraphsOf } from '../graph/index.ts';
import type { ReadRouterFile } from './file/index.ts';

const COUNTED =
  'without it, subgraphs that count and charge requests must say themselves what may be used again.';

/** Whether the router enforces security directives: it knows its callers by their tokens. */
export function authorizes({ values }: ReadRouterFile): boolean {
  return values.jwt !== undefined;
}

/** Checks a file against everything else that a router is started with. */
export function checkFile(file: ReadRouterFile, sdl: string, plain: boolean, config: GatewayConfig): void {
  file.checkSubgraphs(subgraphsOf(sdl));
  if (file.values.cache?.maxAgeSeconds && !plain)
    throw invalidInput('config', `\`cache.maxAgeSeconds\` needs \`--plain\`: ${COUNTED}`);
  if (!authorizes(file)) return;
  if (!plain) throw invalidInput('config', '`jwt` needs `--plain`: without it, callers have API keys.');
  if (config.GRAPH_ENGINE === 'apollo')
    throw invalidInput('config', '`jwt` needs GRAPH_ENGINE=tributary; @apollo/gateway authorizes nobody.');
}

/** Warns about security directives: only a signed principal lets subgraphs enforce them. */
export function warnOfSecurity(supergraphSdl: string, log: Logger): void {
  const found = /specs\.apollo\.dev\/(authenticated|requiresScopes|policy)\//.exec(supergraphSdl);
  if (!found) return;
  log.warn(
    `The supergraph uses @${found[1]}, which its subgraphs must enforce themselves: they receive no signed principal.`,
  );
}

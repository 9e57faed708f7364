/** The configuration file of `tributary route`. */
export { withFileSettings } from './file-settings.ts';
export type { RequestHeaderRule, ResponseHeaderRule } from './header-rules.ts';
export type { JwtSettings } from './jwt-settings.ts';
export type { OverrideSettings } from './override-settings.ts';
export { NO_FILE, type ReadRouterFile, readRouterFile } from './read-router-file.ts';
export {
  type CorsSettings,
  type RouterFile,
  routerFileSchema,
  type SubgraphSettings,
} from './router-file.ts';
export type { Variable } from './variables.ts';

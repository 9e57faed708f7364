/** `tributary route`: a router of any supergraph. */
export {
  NO_FILE,
  type ReadRouterFile,
  readRouterFile,
  routerFileSchema,
  withFileSettings,
} from './file/index.ts';
export { fileSource, readText, type Sources, type TextSource, urlSource } from './reloading/index.ts';
export { type Router, type RouterOptions, startRouter } from './start-router.ts';
export { dividedLimits } from './workers/index.ts';

export { importCreators, toKnown } from './creators.ts';
export { importPosts } from './posts.ts';

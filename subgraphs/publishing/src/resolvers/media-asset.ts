import type { Context } from '../context.ts';
import { isId } from '../ids.ts';
import type { MediaAsset as Asset } from '../media/index.ts';

/** A file of the workspace by its id; null for any other id. */
export function findAsset({ id }: { id: string }, { mediaAssets }: Context) {
  return isId(id) ? mediaAssets.load(id) : null;
}

export const MediaAsset = {
  __resolveReference: findAsset,
  checksum: ({ sha256 }: Asset) => sha256,
  url: (asset: Asset, _: unknown, { store }: Context) =>
    asset.status === 'ready' ? store.urlOf(asset) : null,
};

/** Values of the SDL's enum as the database has them. */
export const MediaStatus = { PENDING: 'pending', READY: 'ready' };

import type { Context } from '../context.ts';
import { isId } from '../ids.ts';
import type { MediaAsset as Asset } from '../media/index.ts';

/** Finds a file of the workspace by id; null if unknown. */
export function findAsset({ id }: { id: string }, { mediaAssets }: Context) {
  return isId(id) ? mediaAssets.load(id) : null;
}

export const MediaAsset = {
  __resolveReference: findAsset,
  checksum: ({ sha256 }: Asset) => sha256,
  url: (asset: Asset, _: unknown, { store }: Context) =>
    asset.status === 'ready' ? store.urlOf(asset) : null,
};

/** Database values of the SDL's enum. */
export const MediaStatus = { PENDING: 'pending', READY: 'ready' };

import type { Context } from '../context.ts';
import type { MediaAsset as Asset } from '../media/index.ts';

export const MediaAsset = {
  __resolveReference: ({ id }: { id: string }, { mediaAssets }: Context) => mediaAssets.load(id),
  checksum: ({ sha256 }: Asset) => sha256,
  url: (asset: Asset, _: unknown, { store }: Context) =>
    asset.status === 'ready' ? store.urlOf(asset) : null,
};

/** Values of the SDL's enum as the database has them. */
export const MediaStatus = { PENDING: 'pending', READY: 'ready' };

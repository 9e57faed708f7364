import type { Scope } from '@tributary/kit';
import { findMediaAsset } from '../data/media-assets.ts';
import type { Tables } from '../data/tables.ts';
import type { MediaAsset as Asset, MediaStore } from '../media/index.ts';

/** What these resolvers need of a request. */
interface AssetContext {
  readonly store: MediaStore;
  scope(): Scope<Tables>;
}

export const MediaAsset = {
  __resolveReference: ({ id }: { id: string }, context: AssetContext) => findMediaAsset(context.scope(), id),
  checksum: ({ sha256 }: Asset) => sha256,
  url: (asset: Asset, _: unknown, { store }: AssetContext) =>
    asset.status === 'ready' ? store.urlOf(asset) : null,
};

/** Values of the SDL's enum as the database has them. */
export const MediaStatus = { PENDING: 'pending', READY: 'ready' };

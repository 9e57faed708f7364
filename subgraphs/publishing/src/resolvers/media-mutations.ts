import { type Principal, type Scope, TributaryError } from '@tributary/kit';
import { attachedToUnpublished } from '../data/media-assets.ts';
import type { Tables } from '../data/tables.ts';
import {
  confirmUpload,
  deleteMedia,
  type MediaStore,
  requestUpload,
  type UploadInput,
} from '../media/index.ts';
import { expected } from './expected.ts';
import { requirePaid } from './paid.ts';

/** What these resolvers need of a request. */
interface MediaContext {
  readonly principal: Principal | null;
  readonly store: MediaStore;
  scope(): Scope<Tables>;
}

/** Mutations of media. */
export const mediaMutations = {
  requestUpload: (_: unknown, { input }: { input: UploadInput }, context: MediaContext) =>
    expected(async () => {
      requirePaid(context.principal);
      const { asset, upload } = await requestUpload(context.scope(), context.store, input, new Date());
      const headers = Object.entries(upload.headers).map(([name, value]) => ({ name, value }));
      return {
        __typename: 'UploadRequested',
        media: asset,
        uploadUrl: upload.url,
        method: upload.method,
        headers,
        expiresAt: asset.expiresAt,
      };
    }),

  confirmUpload: (_: unknown, { id }: { id: string }, context: MediaContext) =>
    expected(async () => {
      requirePaid(context.principal);
      const media = await confirmUpload(context.scope(), context.store, id, new Date());
      return { __typename: 'UploadConfirmed', media };
    }),

  deleteMedia: (_: unknown, { id }: { id: string }, context: MediaContext) =>
    expected(async () => {
      requirePaid(context.principal);
      if (await attachedToUnpublished(context.scope(), id))
        throw new TributaryError('CONFLICT', 'A post that is not yet published has the file.');
      await deleteMedia(context.scope(), context.store, id);
      return { __typename: 'MediaDeleted', id };
    }),
};

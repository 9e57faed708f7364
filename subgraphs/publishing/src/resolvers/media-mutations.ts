import type { Principal } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import type { Tables } from '../data/tables.ts';
import { requirePaid } from '../entitlement.ts';
import {
  confirmUpload,
  deleteMedia,
  type MediaSettings,
  type MediaStore,
  requestUpload,
  type UploadInput,
} from '../media/index.ts';
import { expected } from './expected.ts';

/** Context used by these resolvers. */
interface MediaContext {
  /** Returns the current time in milliseconds. */
  readonly clock: () => number;
  readonly principal: Principal | null;
  readonly store: MediaStore;
  readonly settings: MediaSettings;
  scope(): Scope<Tables>;
}

export const mediaMutations = {
  requestUpload: (_: unknown, { input }: { input: UploadInput }, context: MediaContext) =>
    expected(async () => {
      requirePaid(context.principal);
      const { store, settings } = context;
      const space = { store, quota: settings.MEDIA_QUOTA_BYTES };
      const { asset, upload } = await requestUpload(context.scope(), space, input, new Date(context.clock()));
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
      const media = await confirmUpload(context.scope(), context.store, id, new Date(context.clock()));
      return { __typename: 'UploadConfirmed', media };
    }),

  deleteMedia: (_: unknown, { id }: { id: string }, context: MediaContext) =>
    expected(async () => {
      requirePaid(context.principal);
      await deleteMedia(context.scope(), context.store, id);
      return { __typename: 'MediaDeleted', id };
    }),
};

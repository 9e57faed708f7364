import { isRefusal, type Refusal, useOutcome } from '../../../../graph/index.ts';
import type { MediaFile } from '../../publishing-operations.ts';
import { confirmUploadMutation, requestUploadMutation } from '../composer-operations.ts';

/** Returns a function that uploads a file; it returns the stored file, or why it was refused. */
export function useUpload(): (file: File, alt: string) => Promise<MediaFile | Refusal> {
  const request = useOutcome(requestUploadMutation);
  const confirm = useOutcome(confirmUploadMutation);
  return async (file, alt) => {
    const input = { filename: file.name, contentType: file.type, size: file.size, alt };
    const granted = await request({ input });
    if (isRefusal(granted)) return granted;
    const { uploadUrl, method, headers, media } = granted;
    // The browser sets the length itself, and forbids pages to.
    const own = headers.filter(({ name }) => name.toLowerCase() !== 'content-length');
    const isSent = await fetch(addressOf(uploadUrl), {
      method,
      headers: Object.fromEntries(own.map(({ name, value }) => [name, value])),
      body: file,
    }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (!isSent) return { message: 'The file storage did not accept the upload.', field: null };
    const confirmed = await confirm({ id: media.id });
    return isRefusal(confirmed) ? confirmed : confirmed.media;
  };
}

/**
 * Returns where to send a file. The gateway's own store is reached under the address of this page,
 * which may have another name than the one that the gateway knows, such as `localhost`.
 */
function addressOf(uploadUrl: string): string {
  const { pathname, search, searchParams } = new URL(uploadUrl);
  if (!searchParams.has('signature')) return uploadUrl;
  return new URL(`media/${pathname.split('/').at(-1)}${search}`, document.baseURI).href;
}

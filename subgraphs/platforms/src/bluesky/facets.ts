import type { AppBskyRichtextFacet } from '@atproto/api';
import type { AccountClient } from '../publish/publish-faults.ts';
import { PublishError } from '../publish/publisher.ts';
import { readAs } from '../vendor-json.ts';
import { ResolvedHandle } from './api.ts';

const MENTION = 'app.bsky.richtext.facet#mention';

/**
 * Finds links, mentions and hashtags in a text, at UTF-8 byte offsets. A mention of an unknown
 * handle stays plain text.
 */
export async function facetsOf(
  text: string,
  client: AccountClient,
  signal: AbortSignal,
): Promise<AppBskyRichtextFacet.Main[]> {
  // Not cleaned, because that would shift the offsets. Loaded on first use: it brings hundreds of
  // modules, which most processes never need.
  const { RichText } = await import('@atproto/api');
  const rich = new RichText({ text });
  rich.detectFacetsWithoutResolution();
  const facets = await Promise.all((rich.facets ?? []).map((facet) => resolved(facet, client, signal)));
  return facets.filter((facet) => facet.features.length > 0);
}

async function resolved(
  facet: AppBskyRichtextFacet.Main,
  client: AccountClient,
  signal: AbortSignal,
): Promise<AppBskyRichtextFacet.Main> {
  const features: AppBskyRichtextFacet.Main['features'] = [];
  for (const feature of facet.features) {
    if (feature.$type !== MENTION) features.push(feature);
    else {
      const did = await didOf((feature as AppBskyRichtextFacet.Mention).did, client, signal);
      if (did !== null) features.push({ ...feature, did } as AppBskyRichtextFacet.Mention);
    }
  }
  return { $type: 'app.bsky.richtext.facet', index: facet.index, features };
}

/** Resolves a handle; an unresolved mention holds its handle instead of a DID. */
async function didOf(handle: string, client: AccountClient, signal: AbortSignal): Promise<string | null> {
  const path = '/xrpc/com.atproto.identity.resolveHandle';
  try {
    return (
      await client.prepare({ operation: 'mention', path, query: { handle }, signal }, readAs(ResolvedHandle))
    ).did;
  } catch (error) {
    if (error instanceof PublishError && error.fault === 'refused') return null;
    throw error;
  }
}

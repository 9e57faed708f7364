import type { AppBskyRichtextFacet } from '@atproto/api';
import { Type } from 'typebox';
import type { Platformed } from './faults.ts';
import { PublishError } from './publisher.ts';
import { shaped } from './shape.ts';

const MENTION = 'app.bsky.richtext.facet#mention';
const Resolved = Type.Object({ did: Type.String() });

/**
 * Links, mentions and hashtags of a text, at offsets in bytes of its UTF-8. A mention of nobody stays text.
 */
export async function facetsOf(
  text: string,
  line: Platformed,
  signal: AbortSignal,
): Promise<AppBskyRichtextFacet.Main[]> {
  // A body is published as it was written: not cleaned, which would move what comes after.
  // Loaded here only: with it come hundreds of modules, which most processes never need.
  const { RichText } = await import('@atproto/api');
  const rich = new RichText({ text });
  rich.detectFacetsWithoutResolution();
  const facets = await Promise.all((rich.facets ?? []).map((facet) => resolved(facet, line, signal)));
  return facets.filter((facet) => facet.features.length > 0);
}

async function resolved(
  facet: AppBskyRichtextFacet.Main,
  line: Platformed,
  signal: AbortSignal,
): Promise<AppBskyRichtextFacet.Main> {
  const features: AppBskyRichtextFacet.Main['features'] = [];
  for (const feature of facet.features) {
    if (feature.$type !== MENTION) features.push(feature);
    else {
      const did = await didOf((feature as AppBskyRichtextFacet.Mention).did, line, signal);
      if (did !== null) features.push({ ...feature, did } as AppBskyRichtextFacet.Mention);
    }
  }
  return { $type: 'app.bsky.richtext.facet', index: facet.index, features };
}

/** Unresolved, a mention has its handle where the DID will be. */
async function didOf(handle: string, line: Platformed, signal: AbortSignal): Promise<string | null> {
  const path = '/xrpc/com.atproto.identity.resolveHandle';
  try {
    return (await line.prepare({ operation: 'mention', path, query: { handle }, signal }, shaped(Resolved)))
      .did;
  } catch (error) {
    if (error instanceof PublishError && error.fault === 'refused') return null;
    throw error;
  }
}

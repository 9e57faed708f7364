import { htmlToText } from '@tributary/kit/text';
import { createItem, type Item, type ItemMedia } from '../listen/item.ts';
import { linksInHtml } from '../listen/links.ts';
import { fullName } from './account-name.ts';
import type { PublicStatus } from './api.ts';

const LISTED = ['public', 'unlisted'];

/** Returns the item of a status at `host`; null for a boost or a status that is not public. */
export function fromStatus(status: PublicStatus, host: string): Item | null {
  const { uri, url, account, created_at, content } = status;
  const address = url ?? uri;
  if (!uri || !address || !created_at || status.reblog || !LISTED.includes(status.visibility ?? 'public'))
    return null;
  const html = content ?? '';
  return createItem({
    platform: 'mastodon',
    nativeId: uri,
    url: address,
    kind: status.in_reply_to_id ? 'comment' : 'post',
    title: status.spoiler_text ?? null,
    text: htmlToText(html),
    language: status.language ?? null,
    author: {
      nativeId: account.url ?? account.acct,
      handle: fullName(account, host),
      displayName: account.display_name ?? null,
      url: account.url ?? null,
      avatarUrl: account.avatar ?? null,
      followers: account.followers_count ?? null,
      verified: null,
    },
    createdAt: new Date(created_at),
    // The ids of other statuses are those of this server, so that a parent has no id that is valid
    // everywhere.
    parentId: null,
    community: host,
    metrics: {
      likes: status.favourites_count ?? null,
      comments: status.replies_count ?? null,
      shares: status.reblogs_count ?? null,
      views: null,
    },
    media: (status.media_attachments ?? []).flatMap(mediaOf),
    // Links to profiles and tags of the server itself are part of every mention.
    links: linksInHtml(html).filter((link) => !/class="[^"]*(mention|hashtag)/.test(tagOf(html, link))),
    tags: (status.tags ?? []).map(({ name }) => name),
  });
}

/** Returns the tag of a link in HTML. */
function tagOf(html: string, link: string): string {
  const at = html.indexOf(`"${link.replaceAll('&', '&amp;')}"`);
  return html.slice(html.lastIndexOf('<', at), html.indexOf('>', at));
}

function mediaOf({
  type,
  url,
  description,
}: NonNullable<PublicStatus['media_attachments']>[number]): ItemMedia[] {
  const types: Record<string, ItemMedia['type']> = { image: 'photo', video: 'video', gifv: 'gif' };
  const known = types[type ?? ''];
  return known && url ? [{ type: known, url, alt: description ?? null }] : [];
}

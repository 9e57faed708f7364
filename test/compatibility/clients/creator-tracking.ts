import assert from 'node:assert/strict';
import createClient from 'openapi-fetch';
import type { paths } from './generated/creator-tracking.ts';
import { failure, type Reached, success } from './support.ts';

/** Sends the documented examples with a generated client. */
export async function creatorTracking({ url, key, noting }: Reached): Promise<void> {
  const client = createClient<paths>({ baseUrl: url, headers: { Authorization: `Bearer ${key}` } });
  client.use(noting);
  const body = { username: 'charlidamelio', platform: 'tiktok' };

  const stats = await success(
    client.POST('/v1/post/stats', { body: { url: 'https://www.tiktok.com/@user/video/7123456789' } }),
  );
  assert.equal(stats.data.views, 1_250_000);
  assert.equal(stats.meta.platform, 'tiktok');
  const profile = await success(
    client.POST('/v1/profile', { body: { url: 'https://www.tiktok.com/@charlidamelio' } }),
  );
  assert.equal(profile.data.full_name, "Charli D'Amelio");
  const channel = await success(client.POST('/v1/channel/videos', { body }));
  assert.equal(channel.data.videos[0]!.description, 'new dance video');
  const median = await success(client.POST('/v1/median-views', { body }));
  assert.deepEqual(median.data.raw_view_counts.slice(0, 2), [120_000, 450_000]);
  const email = await success(
    client.POST('/v1/email', { body: { username: 'creator_username', platform: 'instagram' } }),
  );
  assert.equal(email.data.email, 'contact@creator.com');
  const platforms = await success(client.GET('/v1/platforms'));
  assert.ok(platforms.data.platforms.some(({ endpoints }) => endpoints.includes('post/stats')));
  const ping = await success(client.GET('/v1/ping'));
  assert.equal(ping.data.message, 'pong');

  // @ts-expect-error the url is required
  const refused = await failure(client.POST('/v1/post/stats', { body: {} }), 400);
  assert.equal(refused.ok, false);
}

import { platformNames } from '../../engine/platform-names.ts';

/** Names of the platforms that the document lists for posts, and of the fewer ones for creators. */
export const POST_PLATFORMS = ['tiktok', 'instagram', 'youtube', 'twitter', 'facebook', 'linkedin'];
export const CREATOR_PLATFORMS = ['tiktok', 'instagram', 'youtube'];

/** The platforms of creators and posts; the document calls X `twitter`. */
export const platforms = platformNames('Platform', {
  documented: POST_PLATFORMS,
  renamed: { x: 'twitter' },
});

/** Returns the display name of a platform in the document, which calls X `Twitter/X`. */
export function displayNameOf({ platform, name }: { platform: string; name: string }): string {
  return platform === 'X' ? 'Twitter/X' : name;
}

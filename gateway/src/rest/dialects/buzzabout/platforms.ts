import { platformNames } from '../../engine/platform-names.ts';

/** The platforms of mentions. The document names five; every returned one can be filtered by. */
export const platforms = platformNames('MentionSource', {
  documented: ['reddit', 'tiktok', 'youtube', 'instagram', 'linkedin'],
});

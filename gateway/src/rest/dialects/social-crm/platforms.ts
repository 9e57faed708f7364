import { platformNames } from '../../engine/platform-names.ts';

/** The platforms that posts are published to. */
export const platforms = platformNames('PublishingPlatform', { renamed: { devto: 'dev' } });

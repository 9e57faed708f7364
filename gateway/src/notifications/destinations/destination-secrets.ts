import { sealedCredentials } from '@tributary/platforms';

/** How the credentials of destinations are encrypted. */
export const destinationSecrets = sealedCredentials('destinations', 'destination');

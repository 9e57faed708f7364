import { sealedCredentials } from '@tributary/platforms';

/** How the credentials of accounts are encrypted. */
export const accountSecrets = sealedCredentials('connected_accounts', 'publishing');

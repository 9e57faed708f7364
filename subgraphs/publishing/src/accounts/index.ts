export { accountSecrets } from './account-secrets.ts';
export type { AccountServices } from './account-services.ts';
export { type Audience, audiences, CREATOR_RIGHTS, type CreatorReference, creatorOf } from './audience.ts';
export { type ConnectInput, connectAccount } from './connect-account.ts';
export { type AccountCredentials, openAccountCredentials } from './renewal.ts';

export { AlertsPage } from './alerts/alerts-page.tsx';
export { ClientsPage } from './clients/clients-page.tsx';
export { KeysPage } from './keys/keys-page.tsx';
export { MembersPage } from './members/members-page.tsx';
export { RetentionPage } from './retention/retention-page.tsx';
export { SourcesPage } from './sources/sources-page.tsx';
export { UsagePage } from './usage/usage-page.tsx';
export { WebhooksPage } from './webhooks/webhooks-page.tsx';

export { XAccountsPage } from './x-accounts-page.tsx';

export { PublishingPage } from './publishing-page.tsx';

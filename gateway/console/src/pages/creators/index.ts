export { CreatorsPage } from './creators-page.tsx';

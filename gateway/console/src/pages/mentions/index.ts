export { DatasetsPage } from './datasets/datasets-page.tsx';
export { MentionsPage } from './mentions-page.tsx';

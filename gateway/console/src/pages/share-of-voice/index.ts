export { EditBrandsPage, NewComparisonPage } from './brands/brands-page.tsx';
export { ShareOfVoicePage } from './share-page.tsx';

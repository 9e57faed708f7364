export { findEmail } from './email.ts';
export { engagementRate } from './engagement.ts';
export { medianViews } from './median-views.ts';

export { NewTrackerPage, TrackerPage } from './tracker-page.tsx';
export { TrackersPage } from './trackers-page.tsx';

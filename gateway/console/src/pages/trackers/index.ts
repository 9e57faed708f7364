export { NewTrackerPage, TrackerPage } from './tracker-page.tsx';
export { TrackerVolume } from './tracker-volume.tsx';
export { TrackersPage } from './trackers-page.tsx';

/** Spikes: hours in which a tracker finds more posts than chance explains. */
export { type HourlyCounts, type Spike, spikeOf } from './spike.ts';

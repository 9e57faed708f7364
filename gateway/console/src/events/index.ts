export { eventSentence } from './event-sentence.ts';
export { useChartMarkers } from './use-chart-markers.ts';

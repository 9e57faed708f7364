/** Topics that are used more than in earlier weeks. */
export { busyHours, figuresOf, listTrends, readTopicWindow, type TrendingTopic } from './list-trends.ts';
export { logOddsScore } from './log-odds.ts';
export { newestTrends } from './newest-trends.ts';
export { type TrendWindow, type WindowName, windowKey, windowOf } from './trend-window.ts';

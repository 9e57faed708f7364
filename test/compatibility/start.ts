/** The gateway's time at the start: after midnight, so that no daily limit resets during a run. */
export const START = '2026-04-04T00:00:30Z';

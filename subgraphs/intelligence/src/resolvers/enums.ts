/** Internal values of the SDL's enums. */
export const SummaryEngine = { RULES: 'rules', DOCUMENT: 'document' };
export const DerivedAliasKind = { JOINED: 'joined', SPLIT: 'split', PLAIN: 'plain', PLURAL: 'plural' };
export const TrendWindow = { HOUR: 'hour', DAY: 'day', WEEK: 'week' };
export const ShareDriverDirection = { ENTERED: 'entered', LEFT: 'left' };

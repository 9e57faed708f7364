/** Database values of the SDL's enum. */
export const SummaryEngine = { RULES: 'rules', DOCUMENT: 'document' };

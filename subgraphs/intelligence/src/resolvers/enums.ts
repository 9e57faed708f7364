/** Values of the SDL's enums as the database has them. */
export const SummaryEngine = { RULES: 'rules', DOCUMENT: 'document' };

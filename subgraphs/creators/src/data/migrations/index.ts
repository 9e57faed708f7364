import * as answers from './0001-answers.ts';
import * as catalogue from './0002-catalogue.ts';
import * as ledger from './0003-ledger.ts';
import * as deletingWorkspaces from './0004-deleting-workspaces.ts';
import * as paidAnswersAndLedgerNumbers from './0005-paid-answers-and-ledger-numbers.ts';
import * as knownCreatorsAndImports from './0006-known-creators-and-imports.ts';
import * as xSlug from './0007-x-slug.ts';
import * as rewriteSearchVectors from './0008-rewrite-search-vectors.ts';

/** Oldest first; a landed migration is never edited, only followed by another. */
export const migrations = {
  '0001-answers': answers,
  '0002-catalogue': catalogue,
  '0003-ledger': ledger,
  '0004-deleting-workspaces': deletingWorkspaces,
  '0005-paid-answers-and-ledger-numbers': paidAnswersAndLedgerNumbers,
  '0006-known-creators-and-imports': knownCreatorsAndImports,
  '0007-x-slug': xSlug,
  '0008-rewrite-search-vectors': rewriteSearchVectors,
};

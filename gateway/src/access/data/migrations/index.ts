import * as identity from './0001-identity.ts';
import * as oauth from './0002-oauth.ts';
import * as emails from './0003-emails.ts';
import * as keyNames from './0004-key-names.ts';
import * as roles from './0005-roles.ts';
import * as accountLinks from './0006-account-links.ts';
import * as grantsOfWorkspaces from './0007-grants-of-workspaces.ts';
import * as announcedChanges from './0008-announced-changes.ts';

/** Oldest first; a landed migration is never edited, only followed by another. */
export const migrations = {
  '0001-identity': identity,
  '0002-oauth': oauth,
  '0003-emails': emails,
  '0004-key-names': keyNames,
  '0005-roles': roles,
  '0006-account-links': accountLinks,
  '0007-grants-of-workspaces': grantsOfWorkspaces,
  '0008-announced-changes': announcedChanges,
};

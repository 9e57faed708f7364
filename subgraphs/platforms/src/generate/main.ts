/**
 * Generates `schema/platforms.graphql`, the enums of platforms, from the registry. With `--check`
 * it writes nothing and fails if the file is out of date.
 */
import { updateGenerated } from '@tributary/schema/generated-file';
import { enumSdl } from '../enums.ts';

const HEADER = '# Written by `npm run compose` from subgraphs/platforms/src/registry.ts.\n\n';

updateGenerated('schema/platforms.graphql', HEADER + enumSdl());

import { stripTypeScriptTypes } from 'node:module';

/** Jest transform: the same type stripping that Node itself applies, so tests run the code that ships. */
export default {
  process: (source) => ({ code: stripTypeScriptTypes(source) }),
};

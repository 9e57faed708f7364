/** Folders of tests that are a run of their own: `npm run test:FOLDER`. */
const FOLDERS = ['browser', 'processes'];
const folder = process.env.TEST_FOLDER;

/** One Jest run over every package; run it with `npm test [-- PATTERN]`. */
export default {
  rootDir: '..',
  roots: ['<rootDir>/gateway', '<rootDir>/schema', '<rootDir>/subgraphs', '<rootDir>/test'],
  testMatch: [folder ? `**/test/${folder}/**/*.test.ts` : '**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...(folder ? [] : FOLDERS.map((name) => `/test/${name}/`))],
  runner: ['<rootDir>/test/jest/runner.js', { runtime: 'child_process' }],
  setupFiles: ['<rootDir>/test/jest/setup.js'],
  // Node strips the types itself, so tests run the code that ships.
  transform: {},
  globalSetup: '<rootDir>/test/global-setup.ts',
  globalTeardown: '<rootDir>/test/global-teardown.ts',
  // The benchmarks' peers, the client tests and Bluesky's server have packages of their own.
  modulePathIgnorePatterns: ['<rootDir>/test/bench/', '<rootDir>/test/clients/', '<rootDir>/test/pds/'],
  maxWorkers: 2,
  watchman: false,
};

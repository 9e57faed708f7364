/** One Jest run over every package; run it with `npm test [-- PATTERN]`. */
export default {
  rootDir: '..',
  roots: ['<rootDir>/gateway', '<rootDir>/schema', '<rootDir>/subgraphs', '<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/strip-types.js' },
  globalSetup: '<rootDir>/test/global-setup.ts',
  globalTeardown: '<rootDir>/test/global-teardown.ts',
  // The peers of the benchmarks, clients, and Bluesky's server bring packages of their own.
  modulePathIgnorePatterns: ['<rootDir>/test/bench/', '<rootDir>/test/clients/', '<rootDir>/test/pds/'],
  testTimeout: 120_000,
  maxWorkers: 2,
  // The modules of a file that has run are not all given back: a worker begins anew before it takes gigabytes.
  workerIdleMemoryLimit: '1.5GB',
  watchman: false,
};

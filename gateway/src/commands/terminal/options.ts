import { Option } from 'commander';

/** The `--json` option. */
export const json = () => new Option('--json', 'answer as JSON');

/** The mandatory `--workspace` option. */
export const workspace = () => new Option('--workspace <name>', 'the workspace').makeOptionMandatory();

import { Option } from 'commander';

/** Values of the options `--workspace` and `--json`. */
export interface Flags {
  workspace: string;
  json?: boolean;
}

/** The `--json` option. */
export const json = () => new Option('--json', 'print the result as JSON');

/** The mandatory `--workspace` option. */
export const workspace = () =>
  new Option('--workspace <name>', 'name of the workspace').makeOptionMandatory();

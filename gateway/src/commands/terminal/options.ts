import { Option } from 'commander';

/** `--json`. */
export const json = () => new Option('--json', 'answer as JSON');

/** `--workspace`, where a command is about one. */
export const workspace = () => new Option('--workspace <name>', 'the workspace').makeOptionMandatory();

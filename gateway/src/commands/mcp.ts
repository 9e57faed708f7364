import { invalidInput } from '@tributary/kit';
import { readConfig } from '@tributary/kit/host';
import { Command } from 'commander';
import { agentSettings } from '../config/index.ts';

/** `mcp`: the MCP server over standard input and output. */
export function mcpCommand(): Command {
  return new Command('mcp')
    .description('serve MCP over standard input and output for an agent, through a running gateway')
    .option('--url <url>', 'address of the gateway (default: the setting TRIBUTARY_URL)')
    .action(async ({ url }: { url?: string }) => {
      const { TRIBUTARY_API_KEY: key, TRIBUTARY_URL } = readConfig().read(agentSettings);
      if (!key) throw invalidInput('TRIBUTARY_API_KEY', 'Set TRIBUTARY_API_KEY to the key of the agent.');
      const address = url ?? TRIBUTARY_URL;
      if (!URL.canParse(address)) throw invalidInput('url', `--url must be a URL, got "${address}".`);
      // Imported lazily, like every module that few commands need.
      const { serveStdio } = await import('../mcp/index.ts');
      await serveStdio({ url: address, key });
    });
}

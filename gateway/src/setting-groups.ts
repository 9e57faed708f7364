import { aiSettings, classifierSettings } from '@tributary/ai';
import { processSettings } from '@tributary/kit/host';
import { secretSettings } from '@tributary/kit/postgres';
import { telemetrySettings } from '@tributary/kit/telemetry';
import { listeningSettings } from '@tributary/listening';
import { platformSettings } from '@tributary/platforms';
import {
  agentSettings,
  composeSettings,
  consoleSettings,
  demoSettings,
  graphqlSettings,
  groupsOfSubgraphs,
  httpSettings,
  loadSettings,
  mcpSettings,
  type SettingGroup,
  subgraphUrlSettings,
} from './config/index.ts';
import { notificationSettings } from './notifications/index.ts';
import { subgraphs } from './subgraphs.ts';

/** Every setting of Tributary, in the order of the reference. */
export function settingGroups(): SettingGroup[] {
  const { SECRETS_KEY, SECRETS_KEY_PREVIOUS } = secretSettings;
  const { WEBHOOKS_ALLOW_PRIVATE_ADDRESSES, SMTP_URL, SMTP_FROM } = notificationSettings;
  const groups: SettingGroup[] = [
    { title: 'Every process', readBy: ['the gateway', 'subgraphs'], settings: processSettings },
    {
      title: 'Secrets at rest',
      readBy: ['the gateway', 'publishing'],
      settings: { SECRETS_KEY, SECRETS_KEY_PREVIOUS },
    },
    { title: 'HTTP', readBy: ['the gateway'], settings: httpSettings },
    { title: 'Load', readBy: ['the gateway'], settings: loadSettings },
    { title: 'OpenTelemetry', readBy: ['the gateway', 'subgraphs'], settings: telemetrySettings },
    { title: 'GraphQL', readBy: ['the gateway'], settings: graphqlSettings },
    { title: 'MCP', readBy: ['the gateway'], settings: mcpSettings },
    { title: 'Agents', readBy: ['`tributary mcp`'], settings: agentSettings },
    { title: 'Webhooks', readBy: ['the gateway'], settings: { WEBHOOKS_ALLOW_PRIVATE_ADDRESSES } },
    { title: 'Email', readBy: ['the gateway'], settings: { SMTP_URL, SMTP_FROM } },
    { title: 'Documents of clients', readBy: ['`npm run compose`'], settings: composeSettings },
    { title: 'Web console', readBy: ['the gateway'], settings: consoleSettings },
    { title: 'First start', readBy: ['the gateway'], settings: demoSettings },
    {
      title: 'Subgraphs in other processes',
      readBy: ['the gateway'],
      settings: subgraphUrlSettings(subgraphs.map(({ name }) => name)),
    },
    {
      title: 'Platforms',
      readBy: ['the gateway', 'posts', 'creators', 'publishing'],
      settings: platformSettings,
    },
    {
      title: 'Language model',
      readBy: ['the gateway', 'posts', 'intelligence', 'mentions', 'publishing'],
      settings: aiSettings,
    },
    { title: 'Local classifier', readBy: ['the gateway', 'mentions'], settings: classifierSettings },
  ];
  const listening = { name: 'listening', settings: listeningSettings };
  return [...groups, ...groupsOfSubgraphs([...subgraphs, listening], groups)];
}

export { type CorsRules, corsOf } from './cors-rules.ts';
export { type GatewayConfig, gatewayConfig } from './gateway-config.ts';
export {
  type CurrentSetting,
  currentSettings,
  groupsOfSubgraphs,
  referenceOf,
  type SettingGroup,
} from './reference.ts';
export {
  agentSettings,
  composeSettings,
  consoleSettings,
  demoSettings,
  gatewaySettings,
  graphqlSettings,
  httpSettings,
  loadSettings,
  mcpSettings,
  subgraphUrlName,
  subgraphUrlSettings,
} from './settings.ts';

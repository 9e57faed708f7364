import { Address, type SettingValues, setting } from '@tributary/kit';
import { Type } from 'typebox';

/**
 * Environment variables of the assistance. Without the address and name of a model, embedded rules
 * do what they can; other operations fail with MODEL_REQUIRED.
 */
export const assistanceSettings = {
  AI_BASE_URL: setting(
    Address,
    '',
    'Address of an OpenAI-compatible server, such as `https://api.openai.com/v1`.',
  ),
  AI_MODEL: setting(Type.String(), '', 'Name of the model on that server.'),
  AI_API_KEY: setting(Type.String(), '', 'API key of that server, if it needs one.'),
  AI_TIMEOUT_MS: setting(
    Type.Integer({ minimum: 10, maximum: 600_000 }),
    30_000,
    'Timeout of one response of the model including its repair, in milliseconds.',
  ),
} as const;

export type AssistanceSettings = SettingValues<typeof assistanceSettings>;

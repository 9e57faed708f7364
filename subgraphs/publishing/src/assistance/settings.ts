import { Address, type SettingValues, setting } from '@tributary/kit';
import { Type } from 'typebox';

/**
 * Environment variables of the assistance. Without an address and name of a model, the embedded
 * rules do what they can; other operations fail with MODEL_REQUIRED.
 */
export const assistanceSettings = {
  AI_BASE_URL: setting(Address, '', 'An OpenAI-compatible server, `https://api.openai.com/v1`.'),
  AI_MODEL: setting(Type.String(), '', 'Name of the model there.'),
  AI_API_KEY: setting(Type.String(), '', 'Its key, when it wants one.'),
  AI_TIMEOUT_MS: setting(
    Type.Integer({ minimum: 10, maximum: 600_000 }),
    30_000,
    'Longest that the model may take for one answer, its repair included.',
  ),
} as const;

export type AssistanceSettings = SettingValues<typeof assistanceSettings>;

import { Address, type SettingValues, setting } from '@tributary/kit';
import { Type } from 'typebox';

const Price = Type.Number({ minimum: 0, maximum: 10_000 });

/**
 * Environment variables of the language model. Without an address and a name, no model is used:
 * texts are judged by the embedded engines, and assistance does what its rules can.
 */
export const aiSettings = {
  AI_BASE_URL: setting(
    Address,
    '',
    'Address of an OpenAI-compatible server, such as `https://api.openai.com/v1`.',
    ['AI_MODEL'],
  ),
  AI_MODEL: setting(Type.String(), '', 'Name of the model on that server.', ['AI_BASE_URL']),
  AI_API_KEY: setting(Type.String(), '', 'API key of that server, if it needs one.'),
  AI_TIMEOUT_MS: setting(
    Type.Integer({ minimum: 10, maximum: 600_000 }),
    30_000,
    'Timeout of one response of the model including its repair, in milliseconds.',
  ),
  AI_DAILY_TOKENS: setting(
    Type.Integer({ minimum: 0, maximum: 1_000_000_000 }),
    200_000,
    'Maximum tokens of the model, sent and received, that judging texts may use for a workspace per UTC day. 0 judges no text by the ' +
      'model. Assistance has a monthly quota instead.',
  ),
  AI_INPUT_PRICE_DOLLARS: setting(
    Price,
    0,
    'Price of a million tokens sent to the model, for the costs that are shown.',
  ),
  AI_OUTPUT_PRICE_DOLLARS: setting(
    Price,
    0,
    'Price of a million tokens received from the model, for the costs that are shown.',
  ),
} as const;

export type AiSettings = SettingValues<typeof aiSettings>;

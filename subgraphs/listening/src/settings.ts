import { setting } from '@tributary/kit';
import { oneOf } from '@tributary/kit/host';
import { platformSettings } from '@tributary/platforms';
import { Type } from 'typebox';

/** Environment variables of listening, besides those of the platforms. */
export const listeningSettings = {
  ...platformSettings,
  TRIBUTARY_LISTENING: setting(
    oneOf('on', 'off'),
    'on',
    'Whether public posts are read from the platforms. `off` sends no request; imports work all the same.',
  ),
  LISTENING_DAILY_DOLLARS: setting(
    Type.Number({ minimum: 0, maximum: 100_000 }),
    0,
    'Maximum spending of a workspace per UTC day on each source that charges for reading (X), in US dollars. 0 reads nothing that costs money.',
  ),
} as const;

import { OPERATIONS, propertiesOf } from './node-operations.ts';

/** Actions on a gateway. n8n finds the class by the name of the file. */
export class Tributary {
  description = {
    displayName: 'Tributary',
    name: 'tributary',
    group: ['transform'],
    version: 1,
    subtitle: '={{$parameter["operation"]}}',
    description: 'Community posts, mentions, trackers and publishing',
    defaults: { name: 'Tributary' },
    inputs: ['main'],
    outputs: ['main'],
    credentials: [{ name: 'tributaryApi', required: true }],
    requestDefaults: {
      baseURL: '={{$credentials.url}}',
      headers: { 'Content-Type': 'application/json' },
    },
    properties: propertiesOf(OPERATIONS),
  };
}

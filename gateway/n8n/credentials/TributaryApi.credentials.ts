/** The address of a gateway, and a key. n8n finds the class by the name of the file. */
export class TributaryApi {
  name = 'tributaryApi';
  displayName = 'Tributary API';
  properties = [
    {
      displayName: 'Address',
      name: 'url',
      type: 'string',
      default: '',
      placeholder: 'https://api.example.org',
      required: true,
    },
    {
      displayName: 'API Key',
      name: 'key',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
    },
  ];
  authenticate = { type: 'generic', properties: { headers: { 'X-API-Key': '={{$credentials.key}}' } } };
  test = {
    request: {
      baseURL: '={{$credentials.url}}',
      url: '/graphql',
      method: 'POST',
      body: { query: '{ viewer { workspace { name } } }' },
    },
  };
}

let page: Promise<string> | undefined;

/**
 * GraphiQL as one page without any outside address: its scripts and styles are in it. Loaded at the first use, as
 * they are 9 MB that a server without a browser in front never needs.
 */
export function graphiql(): Promise<string> {
  page ??= render();
  return page;
}

async function render(): Promise<string> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  return renderGraphiQL({
    title: 'Tributary',
    endpoint: '/graphql',
    headers: JSON.stringify({ 'X-API-Key': '' }),
    defaultQuery: '{\n  viewer {\n    workspace {\n      name\n    }\n  }\n}\n',
  });
}

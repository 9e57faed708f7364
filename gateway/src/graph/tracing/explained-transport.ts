import type { Transport } from '../transports/transport.ts';

/** Records the fetches of operations that are explained. */
export function explainedTransport(subgraph: string, transport: Transport): Transport {
  return {
    ...transport,
    async execute(operation) {
      const { explanation } = operation.request;
      if (!explanation) return transport.execute(operation);
      const { representations } = operation.variables;
      const end = explanation.fetch(subgraph, Array.isArray(representations) ? representations.length : null);
      try {
        const result = await transport.execute(operation);
        end(result.errors?.length ? 'errors' : 'ok');
        return result;
      } catch (error) {
        end('failed');
        throw error;
      }
    },
  };
}

import { type GraphPort, type OpenSubgraph, runImport } from '@tributary/kit';
import { mentions } from '@tributary/mentions';

/** Texts as long as a tweet or a short comment. */
const TEXTS = [
  'I tried the new cold brew from Stumptown last week and honestly it is the best thing in Brooklyn right now!',
  'Why does my flight get cancelled every single time? Two hours on hold, nobody answers. Never again.',
  'How to make nitro at home: step by step guide, link in bio. Subscribe for part two.',
  'Does anyone have a recommendation for a quiet keyboard under 100 dollars? Looking for something small.',
  'The launch went fine, the numbers look good, and the team is happy. More next week.',
];

/** A graph with a neighbour that tracks no brands. */
export const noBrands: GraphPort = {
  ask: async () => ({ intelligenceQueries: { nodes: [], pageInfo: { hasNextPage: false } } }) as never,
};

/** Rows a second that an import of `rows` generated mentions comes to. */
export async function importing(
  open: OpenSubgraph,
  workspaceId: string,
  rows: number,
  analysis: 'on' | 'off',
) {
  const kind = mentions.imports.find(({ name }) => name === 'mentions')!;
  const target = open.beginImport(
    'mentions',
    workspaceId,
    { dataset: `bench ${analysis}`, source: 'x', analysis },
    undefined,
  );
  async function* lines() {
    for (let from = 0; from < rows; from += 1_000) {
      const chunk = Array.from({ length: Math.min(1_000, rows - from) }, (_, index) =>
        line(from + index, analysis),
      );
      yield Buffer.from(chunk.join(''));
    }
  }
  const report = await runImport({ ...target, file: lines(), format: 'ndjson', fields: kind.fields });
  await target.finish?.({ report });
  return report;
}

function line(number: number, analysis: string): string {
  const text = `${TEXTS[number % TEXTS.length]} ${number}`;
  return `${JSON.stringify({
    external_id: `${analysis}-${number}`,
    text,
    author: `author${number % 5_000}`,
    posted_at: new Date(1_760_000_000_000 + number * 1_000).toISOString(),
    views: number % 3 ? number * 7 : null,
    likes: number % 100,
    shares: number % 10,
  })}\n`;
}

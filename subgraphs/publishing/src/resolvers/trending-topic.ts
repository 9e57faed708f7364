import { invalidInput } from '@tributary/kit';
import { embeddedEngine } from '../assistance/index.ts';
import type { Context } from '../context.ts';
import { NOBODY } from '../persona/persona.ts';

export const TrendingTopic = {
  async ideas({ topic }: { topic: string }, { count }: { count?: number | null }, context: Context) {
    const many = count ?? 3;
    if (many < 1 || many > 10) throw invalidInput('count', '`count` must be from 1 to 10.');
    const persona = (await context.persona()) ?? NOBODY;
    const { ideas } = await embeddedEngine.run(
      'ideas',
      { topic, count: many, trends: [] },
      persona,
      context.signal,
    );
    return ideas.map((idea) => ({ ...idea, engine: embeddedEngine.name }));
  },
};

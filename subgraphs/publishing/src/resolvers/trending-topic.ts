import { invalidInput, type Scope } from '@tributary/kit';
import { embeddedEngine } from '../assistance/index.ts';
import { findPersona } from '../data/personas.ts';
import type { Tables } from '../data/tables.ts';
import { NOBODY } from '../persona/persona.ts';

/** What these resolvers need of a request. */
interface TopicContext {
  readonly signal: AbortSignal;
  scope(): Scope<Tables>;
}

export const TrendingTopic = {
  async ideas({ topic }: { topic: string }, { count }: { count?: number | null }, context: TopicContext) {
    const many = count ?? 3;
    if (many < 1 || many > 10) throw invalidInput('count', '`count` must be from 1 to 10.');
    const persona = (await findPersona(context.scope())) ?? NOBODY;
    const { ideas } = await embeddedEngine.run(
      'ideas',
      { topic, count: many, trends: [] },
      persona,
      context.signal,
    );
    return ideas.map((idea) => ({ ...idea, engine: embeddedEngine.name }));
  },
};

import { randomUUID } from 'node:crypto';
import { upstreamMetrics } from '@tributary/kit/http-client';
import { kyselyFor, type Scope } from '@tributary/kit/postgres';
import { type TestDatabase, testConfig } from '@tributary/kit/testing';
import { Registry } from 'prom-client';
import type { ModelStandIn } from '../../../test/upstreams/openai.ts';
import { type Tables, tenantTables } from '../src/data/tables.ts';
import { aiSettings, type Judge, type JudgingTask, openJudge } from '../src/index.ts';

export const NOW = Date.parse('2026-11-01T12:00:00Z');

/** A task of these tests. */
export const MOOD: JudgingTask<'good' | 'bad'> = {
  name: 'mood',
  version: 1,
  instructions: 'Judge the mood of the author.',
  labels: { good: 'The author is content.', bad: 'The author is not.' },
};

/** Opens a judge at a stand-in, with some settings changed. */
export function judgeAt(
  model: Pick<ModelStandIn, 'url'>,
  settings: Readonly<Record<string, string>> = {},
  clock: () => number = () => NOW,
): Judge {
  const config = testConfig({
    AI_BASE_URL: model.url,
    AI_MODEL: 'small-1',
    AI_INPUT_PRICE_DOLLARS: '2',
    AI_OUTPUT_PRICE_DOLLARS: '10',
    ...settings,
  });
  return openJudge(config.read(aiSettings), { metrics: upstreamMetrics(new Registry()), clock })!;
}

/** Creates the scope of a new workspace. */
export function newWorkspace({ database }: TestDatabase): Scope<Tables> {
  return { db: kyselyFor<Tables>(database.pool, 'ai', tenantTables), workspaceId: randomUUID() };
}

/** A text as the stand-in receives it. */
interface ReceivedText {
  readonly id: number;
  readonly text: string;
}

/** Lets the stand-in judge each text: bad if it has "not", with its first word as evidence. */
export function judgeByWord(data: Record<string, unknown>): object {
  const judgements = (data['texts'] as ReceivedText[]).map(({ id, text }) => ({
    id,
    label: /\bnot\b/.test(text) ? 'bad' : 'good',
    reason: 'It says so.',
    evidence: [text.split(' ')[0]!],
  }));
  return { judgements };
}

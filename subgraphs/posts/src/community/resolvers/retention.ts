import { actorOf, invalidInput, withFailures } from '@tributary/kit';
import { recordEvents } from '@tributary/kit/events';
import { inTransaction } from '@tributary/kit/postgres';
import { findRetentionRules, MOST_RETENTION_DAYS, retentionOf, setRetentionRule } from '@tributary/listening';
import type { CommunityContext } from '../context.ts';

/** `Query.retention`. */
export async function retention(_: unknown, __: unknown, context: CommunityContext) {
  return retentionOf(await findRetentionRules(context.scope()), context.installationDays);
}

interface Rule {
  readonly platform?: string | null;
  readonly days?: number | null;
}

/** `Mutation.setRetention`. */
export function setRetention(_: unknown, { platform = null, days = null }: Rule, context: CommunityContext) {
  return withFailures(async () => {
    if (days !== null && (days < 1 || days > MOST_RETENTION_DAYS))
      throw invalidInput('days', `\`days\` must be from 1 to ${MOST_RETENTION_DAYS}, got ${days}.`);
    const { workspaceId } = context.scope();
    await inTransaction(context.scope(), async (inside) => {
      await setRetentionRule(inside, platform, days);
      const payload = { platform, days, actor: actorOf(context.principal) };
      const event = { type: 'retention.changed', subject: workspaceId, payload } as const;
      await recordEvents(inside, new Date(context.clock()), [event]);
    });
    return { __typename: 'RetentionSet', retention: await retention(_, _, context) };
  });
}

import { UpstreamError } from '@tributary/kit/http-client';
import { openClient } from '../../client.ts';
import type { ClientServices, ListenClient } from '../../listen/client.ts';
import type { DeletionCheck, DeletionCheckLimits } from '../../listen/source.ts';
import { readAs } from '../../vendor-json.ts';
import { ComplianceJob, ComplianceLine } from '../api.ts';

const HOUR = 60 * 60_000;

/**
 * X requires that a post is deleted within 24 hours after it was deleted at X. A pass over all
 * posts begins twice a day, so that hours are left for the jobs of a pass, which X runs one by one.
 */
export const deletionCheck: DeletionCheckLimits = { intervalMs: 12 * HOUR, mostItems: 20_000 };

const JOBS = '/2/compliance/jobs';
/** What X calls a job that will have no result. */
const FAILED: ReadonlySet<string> = new Set(['failed', 'expired']);

/**
 * Opens the batch compliance endpoints, which cost nothing for each post: a job takes a list of ids
 * at a signed address, and its result lists the posts that are no longer public.
 */
export function openDeletionCheck(client: ListenClient, { policy }: ClientServices): DeletionCheck {
  const guarded = { ...policy, allowPrivate: policy.allowPrivate === true };
  // A signed address is its own credential; the token stays with the API.
  const files = (address: string) => openClient({ name: 'x', baseUrl: address, retries: 0 }, guarded);
  return {
    async start(nativeIds, { signal }) {
      const body = { type: 'tweets', name: 'tributary-deletions' };
      const request = { operation: 'compliance-start', path: JOBS, method: 'POST', body, signal } as const;
      const { data } = await client.ask(request, readAs(ComplianceJob));
      if (!data.upload_url) throw new UpstreamError('malformed', 'X named no address for the list of posts.');
      const payload = { contentType: 'text/plain', bytes: `${nativeIds.join('\n')}\n` };
      await files(data.upload_url).ask(
        { operation: 'compliance-upload', path: '', method: 'PUT', payload, answer: 'none', signal },
        () => undefined,
      );
      return data.id;
    },
    async result(job, { signal }) {
      const path = `${JOBS}/${encodeURIComponent(job)}`;
      const { data } = await client.ask(
        { operation: 'compliance-status', path, signal },
        readAs(ComplianceJob),
      );
      if (FAILED.has(data.status)) {
        const reason = `ended the check of deletions as "${data.status}"`;
        throw new UpstreamError('failed', `x ${reason}.`, { reason });
      }
      if (data.status !== 'complete' || !data.download_url) return null;
      return files(data.download_url).ask(
        { operation: 'compliance-download', path: '', answer: 'text', signal },
        (text) => deletedIn(String(text)),
      );
    },
  };
}

/**
 * Reads the ids of a result, one JSON object per line: `delete` posts that are gone, or of accounts
 * that are protected or suspended.
 */
function deletedIn(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => readAs(ComplianceLine)(parse(line)))
    .filter(({ action }) => action === 'delete')
    .map(({ id }) => id);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new UpstreamError('malformed', 'A line of the result is not JSON.');
  }
}

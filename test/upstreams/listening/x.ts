import { inAMinute, type Vendor, type VendorRequest, type VendorResponse } from '../stand-in.ts';
import { DRIFT, escapeHtml, newestFirst, PAGE, type PublicPost } from './public-post.ts';

/** X API v2: recent search, posts and users by id, and jobs that find deleted posts. */
export function x(posts: readonly PublicPost[]): Vendor {
  const compliance = complianceJobs(posts);
  return {
    answer(request: VendorRequest): VendorResponse {
      const { path, query, scenario } = request;
      const answered = compliance(request);
      if (answered) return answered;
      if (path === '/2/users') return { body: { data: query.get('ids')!.split(',').map(user) } };
      const ids = query.get('ids')?.split(',');
      const inThread = /^conversation_id:(\d+) /.exec(query.get('query') ?? '')?.[1];
      const all = scenario === 'empty' ? [] : newestFirst(posts);
      // Every other post is a reply in the conversation that is asked for.
      const listed = inThread ? all.filter(({ number }) => String(number) !== inThread) : all;
      const found = ids ? listed.filter(({ number }) => ids.includes(String(number))) : listed;
      if (found.length === 0)
        return { body: ids ? { errors: [{ title: 'Not Found Error' }] } : { meta: { result_count: 0 } } };
      const from = scenario === 'repeated' ? 0 : Number(query.get('next_token')?.slice(1) ?? 0);
      const shown = ids ? found : found.slice(from, from + PAGE);
      const next = !ids && from + PAGE < found.length ? { next_token: `b${from + PAGE}` } : {};
      return {
        headers: {
          'x-rate-limit-limit': '450',
          'x-rate-limit-remaining': '449',
          'x-rate-limit-reset': String(inAMinute()),
        },
        body: {
          data: shown.map((post) => tweet(post, scenario)),
          ...(ids ? {} : { meta: { result_count: shown.length, ...next } }),
        },
      };
    },
    limited: () => ({
      status: 429,
      headers: {
        'x-rate-limit-limit': '450',
        'x-rate-limit-remaining': '0',
        'x-rate-limit-reset': String(inAMinute()),
      },
      body: { title: 'Too Many Requests', status: 429 },
    }),
    expired: { status: 401, body: { title: 'Unauthorized', status: 401 } },
  };
}

/**
 * Jobs of batch compliance: created by the API, filled at a signed address of object storage, which
 * refuses credentials in a header, running when they are first looked at, then complete.
 */
function complianceJobs(posts: readonly PublicPost[]) {
  const jobs = new Map<string, { ids: string[]; looks: number }>();
  const jobAt = (id: string, host: string | undefined, status: string) => {
    const signed = (kind: string) => `http://${host}/storage/${kind}/${id}?signature=s`;
    return { id, type: 'tweets', status, upload_url: signed('upload'), download_url: signed('download') };
  };
  return ({ method, path, headers, body, query, scenario }: VendorRequest): VendorResponse | null => {
    const [, storage, kind, id = ''] = path.split('/');
    if (storage === 'storage') {
      if (headers.authorization || query.get('signature') !== 's') return { status: 400, body: '<Error/>' };
      if (kind === 'upload') {
        jobs.get(id)!.ids.push(...body.toString().split('\n').filter(Boolean));
        return { body: '' };
      }
      const lines = jobs.get(id)!.ids.flatMap((each) => redaction(each, posts));
      return { headers: { 'content-type': 'text/plain' }, body: lines.join('\n') };
    }
    if (!path.startsWith('/2/compliance/jobs')) return null;
    if (method === 'POST') {
      const created = String(1_000 + jobs.size);
      jobs.set(created, { ids: [], looks: 0 });
      return { body: { data: jobAt(created, headers.host, 'created') } };
    }
    const asked = path.slice('/2/compliance/jobs/'.length);
    const job = jobs.get(asked)!;
    job.looks += 1;
    const status = scenario === 'refused' ? 'failed' : job.looks === 1 ? 'in_progress' : 'complete';
    return { body: { data: jobAt(asked, headers.host, status) } };
  };
}

/** The line of a result about a post; none if the post is public. */
function redaction(id: string, posts: readonly PublicPost[]): string[] {
  const post = posts.find(({ number }) => String(number) === id);
  if (post && !post.deleted) return [];
  const times = { created_at: '2026-11-01T12:00:00.000Z', redacted_at: '2026-11-02T12:00:00.000Z' };
  return [JSON.stringify({ id, action: 'delete', ...times, reason: 'deleted' })];
}

function user(id: string): object {
  return {
    id,
    username: 'someone',
    name: 'R&amp;D',
    verified: false,
    public_metrics: { followers_count: 12 },
  };
}

function tweet({ number, at, text }: PublicPost, scenario: string): object {
  const counts = { like_count: 4, retweet_count: 2, reply_count: 1, quote_count: 1, impression_count: 90 };
  return {
    id: String(number),
    text: escapeHtml(text),
    author_id: '7',
    created_at: new Date(at).toISOString(),
    conversation_id: String(number),
    lang: 'en',
    entities: {
      urls: [{ start: 0, end: 3, url: 'https://t.co/a', expanded_url: 'https://example.org/a' }],
      hashtags: [{ start: 4, end: 8, tag: 'tea' }],
    },
    ...(scenario === 'hidden' ? {} : { public_metrics: counts }),
    ...(scenario === 'drifted' ? { ...DRIFT, entities: null, lang: 7 } : {}),
  };
}

/** Maximum number of attempts, and of seconds that the server may ask to wait for each. */
const MOST_ATTEMPTS = 5;
const LONGEST_WAIT = 10;

/**
 * Sends a request again while the server is overloaded: it rejects requests with 503 and
 * `Retry-After` before it executes any part of them.
 */
export async function patientFetch(url: string, init: RequestInit): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(url, init);
    const wait = Number(response.headers.get('retry-after') ?? 0);
    const isOverloaded = response.status === 503 && wait > 0 && wait <= LONGEST_WAIT;
    if (!isOverloaded || attempt === MOST_ATTEMPTS) return response;
    await new Promise((resolve) => setTimeout(resolve, wait * 1_000));
  }
}

/** Ends what the global set-up began. */
export default async function globalTeardown(): Promise<void> {
  await (globalThis as { tributaryTeardown?: () => Promise<void> }).tributaryTeardown?.();
}

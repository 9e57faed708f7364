/**
 * Ends the process with one sentence if this Node cannot run TypeScript. Plain JavaScript, as is
 * every entry point that calls it before it imports TypeScript: an older Node would fail on a `.ts`
 * file with an error of its own that names no version.
 */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return;
  process.stderr.write(`Tributary needs Node 22.18 or newer; this is Node ${process.versions.node}.\n`);
  process.exit(1);
}

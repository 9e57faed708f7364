/**
 * Returns how a worker listens on the port of all workers. On Linux each has a socket of its own
 * (SO_REUSEPORT), and the system distributes connections: none passes through the primary process,
 * which would lose one that it hands over to a worker that has just been killed.
 */
export function sharedPort(): object {
  return process.platform === 'linux' ? { reusePort: true } : {};
}

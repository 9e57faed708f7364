/**
 * The runner of test files: jest-light-runner, whose workers ask for the configuration when they
 * get their first file. It has one channel for all workers and answers a question to every worker
 * that has been given a file, also to those that do not listen yet; the question of such a worker
 * is then not answered, and the run never ends. Here each file brings a channel of its own, which
 * passes on the question of its worker only.
 */
import Tinypool from 'tinypool';

const { run } = Tinypool.prototype;

Tinypool.prototype.run = function (file, options) {
  return run.call(
    this,
    file,
    options?.channel ? { ...options, channel: ownChannel(options.channel) } : options,
  );
};

function ownChannel(shared) {
  let answer;
  return {
    onMessage(listener) {
      answer = listener;
    },
    postMessage(message) {
      shared.onMessage(answer);
      shared.postMessage(message);
    },
  };
}

export { default } from 'jest-light-runner';

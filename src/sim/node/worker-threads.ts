/** `node:worker_threads` of a program that has no threads but its own. */
export function noWorkerThreads(sentence: string): Record<string, unknown> {
  const refuse = (): never => {
    throw new Error(sentence);
  };
  return {
    isMainThread: true,
    threadId: 0,
    parentPort: null,
    workerData: null,
    resourceLimits: {},
    Worker: class Worker {
      constructor() {
        refuse();
      }
    },
    MessageChannel: class MessageChannel {
      constructor() {
        refuse();
      }
    },
  };
}

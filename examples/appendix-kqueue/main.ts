import { parseArgs } from 'node:util';
import { startDelayServer } from '@iocp/peers';
import {
  AF_INET,
  close,
  connect,
  ensure,
  kqueue,
  loopback,
  receive,
  SOCK_STREAM,
  SOCKADDR_IN_SIZE,
  send,
  setNonBlocking,
  socket,
  wait,
  watch,
} from './libc.ts';

const QUESTIONS = 5;
const ANSWER_SIZE = 512;

//#region start
const { values } = parseArgs({
  options: { step: { type: 'string', default: '1000' } },
});
const step = Number(values.step);
if (!/^\d+$/.test(values.step) || step > 60_000) {
  console.error(
    `--step ${values.step} is not a number of milliseconds from 0 to 60000.`,
  );
  process.exit(2);
}

const server = await startDelayServer({ step });
//#endregion

//#region make-kqueue
// What a port is to completions a kqueue is to readiness: one place to wait for
// many descriptors. It does no I/O, and no memory is ever lent to it.
const queue = ensure('kqueue', () => kqueue());
//#endregion

//#region questions
interface Question {
  socket: number;
  /** Ours all the time: the kernel writes into it only while `receive` runs. */
  answer: Buffer;
  /** Bytes of the answer that have arrived. */
  received: number;
}
const questions = new Map<number, Question>();
//#endregion

for (let number = 1; number <= QUESTIONS; number++) {
  //#region open
  const descriptor = ensure('socket', () => socket(AF_INET, SOCK_STREAM, 0));
  const address = loopback(server.port);
  ensure('connect', () => connect(descriptor, address, SOCKADDR_IN_SIZE));
  //#endregion

  //#region ask
  const request = Buffer.from(`wait ${QUESTIONS - number}\n`);
  ensure('send', () => send(descriptor, request, request.length, 0));
  //#endregion

  //#region watch
  // No receive is started. The kqueue is told to say when one would not have to
  // wait, and with which number; the socket, never to wait.
  ensure('fcntl', () => setNonBlocking(descriptor));
  ensure('kevent', () => watch(queue, descriptor, number));
  const answer = Buffer.alloc(ANSWER_SIZE);
  questions.set(number, { socket: descriptor, answer, received: 0 });
  //#endregion
}

//#region read
/**
 * Reads all that is there now.
 *
 * @returns whether the answer is whole, because the peer will send no more
 */
function read(question: Question): boolean {
  for (;;) {
    const rest = question.answer.subarray(question.received);
    if (rest.length === 0) {
      throw new Error(
        `the answer is longer than the ${ANSWER_SIZE} bytes we have.`,
      );
    }
    const bytes = receive(question.socket, rest);
    if (bytes === null) return false;
    if (bytes === 0) return true;
    question.received += bytes;
  }
}
//#endregion

while (questions.size > 0) {
  //#region wait
  const ready = wait(queue, QUESTIONS);
  //#endregion

  for (const { udata } of ready) {
    //#region identify
    const number = Number(udata);
    const question = questions.get(number);
    if (!question) throw new Error(`No question ${number} is open.`);
    //#endregion

    try {
      //#region read-or-wait-again
      if (!read(question)) continue;
      const answer = question.answer.toString('utf8', 0, question.received);
      if (!answer.endsWith('\n')) {
        throw new Error(
          `the peer closed after ${question.received} bytes, in the middle of a line.`,
        );
      }
      console.log(`RECEIVED: ${number}`);
      //#endregion
    } catch (error) {
      //#region failed
      console.error(
        `Question ${number} has no answer: ${(error as Error).message}`,
      );
      process.exitCode = 1;
      //#endregion
    }

    //#region retire
    ensure('close', () => close(question.socket));
    questions.delete(number);
    //#endregion
  }
}

//#region shut-down
ensure('close', () => close(queue));
await server.close();
if (!process.exitCode) console.log('FINISHED');
//#endregion

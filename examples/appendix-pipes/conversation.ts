/** What is said through the pipe, and what we owe for it. */
export class Conversation {
  /** Whether there is a client. */
  talking = false;
  /** What we owe the client for its last message. */
  answer = '';
  /** Bytes of the message that is coming. */
  #received = 0;

  /** A client has come. */
  welcome(): void {
    this.talking = true;
    console.log('A client has opened the pipe.');
  }

  /** A message has come, or a part of one and there is more. */
  take(part: Buffer, more: boolean): void {
    const words = more ? ', and there is more' : '';
    console.log(`Read ${part.length} bytes${words}: "${part.toString('latin1')}"`);
    this.#received += part.length;
    if (more) return;
    this.answer = `${this.#received} bytes`;
    this.#received = 0;
  }

  /** The client has gone, if it was there. */
  farewell(): void {
    if (this.talking) console.log('The client has closed its end.');
    this.talking = false;
  }
}

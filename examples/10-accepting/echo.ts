import { Operation, type Socket, WSARecv, WSASend } from '@iocp/ffi';

/** Bytes that a connection can receive at once. */
const BUFFER_SIZE = 512;

/**
 * One client's connection. It has one operation, which receives and then sends back
 * from the same memory: never both at a time (OV-11).
 */
export class Echo {
  /** Ours for this connection. */
  readonly number: number;
  readonly socket: Socket;
  readonly operation: Operation;
  /** Bytes that went back. */
  sent = 0;
  #sending = false;

  constructor(number: number, socket: Socket) {
    this.number = number;
    this.socket = socket;
    this.operation = new Operation(number, BUFFER_SIZE);
  }

  //#region submit
  //#region receive
  /** Starts to receive whatever comes next. */
  receive(): void {
    const { socket, operation } = this;
    const room = [operation.buffer()];
    this.#sending = false;
    operation.submit(
      'WSARecv',
      () => WSARecv(socket, room, 1, null, [0], operation.address, null) === 0,
    );
  }
  //#endregion

  //#region send
  /** Starts to send back what has come, from the memory that it came into. */
  #send(bytes: number): void {
    const { socket, operation } = this;
    const message = [{ ...operation.buffer(), len: bytes }];
    this.#sending = true;
    operation.submit(
      'WSASend',
      () => WSASend(socket, message, 1, null, 0, operation.address, null) === 0,
    );
  }
  //#endregion
  //#endregion

  //#region re-arm-or-retire
  /**
   * The operation has succeeded, with so many bytes; starts the next. After a receive
   * of none it starts nothing, because the client will send no more (RECV-5).
   */
  goOn(bytes: number): void {
    if (this.#sending) {
      this.sent += bytes;
      this.receive();
    } else if (bytes > 0) {
      this.#send(bytes);
    }
  }
  //#endregion
}

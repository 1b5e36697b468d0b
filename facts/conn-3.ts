// CONN-3: an address length that is too small fails when somebody connects.
import {
  acceptExOf,
  associate,
  attempt,
  connectTo,
  createPort,
  dequeue,
  listener,
  memory,
  Overlapped,
  print,
  tcpSocket,
} from './win32/index.ts';

//#region program
function acceptWith(localLength: number, remoteLength: number) {
  const port = createPort();
  const listening = listener();
  associate(listening, port, 7);
  const addresses = memory(64);
  const received = memory(4);
  const accepting = new Overlapped('accept');
  const AcceptEx = acceptExOf(listening);
  const call = attempt(() =>
    AcceptEx(
      listening,
      tcpSocket(),
      addresses.address,
      0,
      localLength,
      remoteLength,
      received.address,
      accepting.address,
    ),
  );
  if (call.error !== 997) return { error: call.error };
  connectTo(listening);
  const { returned, error } = dequeue(port, 5000);
  return { error: 997, packet: { returned, error, status: accepting.status } };
}

print({
  'local 32, remote 32': acceptWith(32, 32),
  'local 0': acceptWith(0, 32),
  'local 3': acceptWith(3, 32),
  'local 20': acceptWith(20, 32),
  'remote 0': acceptWith(32, 0),
});
//#endregion

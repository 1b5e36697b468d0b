// CONN-4: accept needs one socket that listens and one that is fresh.
import {
  acceptExOf,
  attempt,
  bindToLoopback,
  connectedPair,
  listener,
  memory,
  Overlapped,
  print,
  type Socket,
  tcpSocket,
} from './win32/index.ts';

//#region program
const addresses = memory(64);
const received = memory(4);

function acceptInto(listening: Socket, accepted: Socket) {
  const AcceptEx = acceptExOf(listening);
  const accepting = new Overlapped('accept');
  const call = attempt(() =>
    AcceptEx(
      listening,
      accepted,
      addresses.address,
      0,
      32,
      32,
      received.address,
      accepting.address,
    ),
  );
  return { ...call, status: accepting.status };
}

const silent = tcpSocket();
bindToLoopback(silent);
const bound = tcpSocket();
bindToLoopback(bound);

print({
  'nobody listens': acceptInto(silent, tcpSocket()),
  'into a bound socket': acceptInto(listener(), bound),
  'into a connected socket': acceptInto(listener(), connectedPair().ours),
});
//#endregion

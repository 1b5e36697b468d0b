// EX-7: an APC ends an alertable wait, with 192.
import { Apc, createPort, dequeueMany, print } from './win32/index.ts';

//#region program
const port = createPort();
const apc = new Apc();

function ask(alertable: number) {
  const { returned, error } = dequeueMany(port, 1, 0, alertable);
  return { returned, error, 'the APC ran': apc.ran };
}

print({ 'fAlertable is FALSE': ask(0), 'fAlertable is TRUE': ask(1) });
//#endregion

/**
 * Runs in every page, before any other script of ours. A page is whole without scripts: they wait until the reader does
 * something, so that nothing stands in the way of reading. They are fetched when the page is there, and not run.
 */
declare global {
  interface Window {
    /** The page’s scripts, put in by the build: those that run when it wakes, in their order, and those that they import. */
    SCRIPTS: { run: string[]; parts: string[] };
  }
}

const { run, parts } = window.SCRIPTS;
const page = document.documentElement;
const SIGNS = ['pointermove', 'pointerdown', 'touchstart', 'wheel', 'scroll', 'keydown', 'focusin'];
const HELD = ['click', 'submit', 'keydown', 'input', 'change'];
const FAILURES = ['error', 'unhandledrejection'];
const CONTROLS = 'button, summary, [role="tab"], input[type="checkbox"], input[type="radio"]';
const CHOOSING = /^(?:Arrow|Home$|End$|Page)/;

const done: (() => void)[] = [];
let awake = false;

/** Runs the scripts, once. */
function wake(): void {
  if (awake) return;
  awake = true;
  for (const sign of SIGNS) removeEventListener(sign, wake, true);
  // They take the page over as it stands, so it has to stand.
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', start);
  else start();
}

function start(): void {
  for (const src of run) {
    const script = document.createElement('script');
    script.src = src;
    script.async = false;
    script.onerror = release;
    document.head.append(script);
  }
  // Or one of them fails, or what it imports does not come.
  for (const failure of FAILURES) addEventListener(failure, release);
}

/** Has the scripts fetched, after all that the page shows. */
function fetchThem(): void {
  for (const href of [...run, ...parts]) {
    const link = document.createElement('link');
    link.rel = 'prefetch';
    link.as = 'script';
    link.href = href;
    document.head.append(link);
  }
}

/** What is to be done again when the scripts are there, of something that the reader has done to a control. */
function again(event: Event): (() => void) | null {
  const target = event.target as HTMLElement;
  if (event instanceof KeyboardEvent) {
    const asks = event.key === 'k' && (event.ctrlKey || event.metaKey);
    const chooses = CHOOSING.test(event.key) && target.closest('[role="tab"]') !== null;
    return asks || chooses ? () => target.dispatchEvent(new KeyboardEvent('keydown', event)) : null;
  }
  if (event instanceof SubmitEvent) {
    return () => (target as HTMLFormElement).requestSubmit(event.submitter);
  }
  if (event.type === 'input' || event.type === 'change') {
    const { value } = target as HTMLInputElement;
    return () => {
      write(target as HTMLInputElement, value);
      target.dispatchEvent(new Event(event.type, event));
    };
  }
  const control = target.closest<HTMLElement>(CONTROLS);
  return control && (() => control.click());
}

/**
 * Writes to a field as a person does. React remembers what it has seen in a field, and takes what it sees again for no
 * change; only the prototype’s own setter goes past its memory.
 */
function write(field: HTMLInputElement | HTMLSelectElement, value: string): void {
  if (field.type === 'file') return;
  field.value = '';
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value')?.set?.call(field, value);
}

/** Keeps what the reader does until there is somebody to do it. */
function hold(event: Event): void {
  const action = again(event);
  if (action === null) return;
  done.push(action);
  event.preventDefault();
  event.stopImmediatePropagation();
  wake();
}

/** Does what was kept: the scripts are there, or will not come. */
function release(): void {
  for (const kind of HELD) removeEventListener(kind, hold, true);
  for (const failure of FAILURES) removeEventListener(failure, release);
  taken.disconnect();
  for (const action of done.splice(0)) action();
}

const taken = new MutationObserver(() => {
  if (page.dataset.hasHydrated === 'true') release();
});

/** Something of the reader’s is kept in this browser, which only scripts can show. */
function remembers(): boolean {
  try {
    return localStorage.length > 0;
  } catch {
    return false;
  }
}

for (const kind of HELD) addEventListener(kind, hold, true);
addEventListener('load', fetchThem);
for (const sign of SIGNS) addEventListener(sign, wake, { capture: true, passive: true });
taken.observe(page, { attributes: true });
// An address with a question or a place in it wants an answer.
if (location.search !== '' || location.hash !== '' || remembers()) wake();

export {};

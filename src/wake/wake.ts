/**
 * Runs in every page, before any other script of ours. A page is whole without scripts: they wait until the reader does
 * something, so that nothing stands in the way of reading. They are fetched meanwhile, and not run.
 *
 * Their addresses are those of the `link[data-wake]` in the page’s head, in their order.
 */
const page = document.documentElement;
const SIGNS = ['pointermove', 'pointerdown', 'touchstart', 'wheel', 'scroll', 'keydown', 'focusin'];
const CONTROLS = 'button, summary, [role="tab"], input[type="checkbox"], input[type="radio"]';

let awake = false;
let again: (() => void) | null = null;

/** Runs the scripts, once. */
function wake(): void {
  if (awake) return;
  awake = true;
  for (const sign of SIGNS) removeEventListener(sign, wake, true);
  for (const { href } of document.querySelectorAll<HTMLLinkElement>('link[data-wake]')) {
    const script = document.createElement('script');
    script.src = href;
    script.async = false;
    script.onerror = release;
    document.head.append(script);
  }
}

/** Keeps what the reader did to a control until there is somebody to do it. */
function hold(event: Event): void {
  if (event instanceof KeyboardEvent) {
    if (event.key !== 'k' || !(event.ctrlKey || event.metaKey)) return;
    const { target } = event;
    again = () => target?.dispatchEvent(new KeyboardEvent('keydown', event));
  } else if (event instanceof SubmitEvent) {
    const { target, submitter } = event;
    again = () => (target as HTMLFormElement).requestSubmit(submitter);
  } else {
    const control = (event.target as Element).closest<HTMLElement>(CONTROLS);
    if (control === null) return;
    again = () => control.click();
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  wake();
}

/** Lets go of what was held: the scripts are there, or will not come. */
function release(): void {
  for (const kind of ['click', 'submit', 'keydown']) removeEventListener(kind, hold, true);
  taken.disconnect();
  again?.();
  again = null;
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

for (const kind of ['click', 'submit', 'keydown']) addEventListener(kind, hold, true);
for (const sign of SIGNS) addEventListener(sign, wake, { capture: true, passive: true });
taken.observe(page, { attributes: true });
// An address with a question or a place in it wants an answer.
if (location.search !== '' || location.hash !== '' || remembers()) wake();

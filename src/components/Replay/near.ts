import { type RefObject, useEffect } from 'react';

/** How near to what is seen a figure has to come before its runs are fetched. */
const NEAR = '600px';

/** Calls `begin` when an element comes near to what is seen. */
export function useNear(element: RefObject<HTMLElement | null>, begin: () => void): void {
  useEffect(() => {
    const { current } = element;
    if (!current) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) begin();
      },
      { rootMargin: NEAR },
    );
    observer.observe(current);
    return () => observer.disconnect();
  }, [element, begin]);
}

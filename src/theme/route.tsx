import ComponentCreator from '@docusaurus/ComponentCreator';
import type { ComponentType } from 'react';

type Created = ComponentType<object> & { preload?: () => Promise<unknown> };

/**
 * Stands for the component of a route until it is needed. Docusaurus makes those of all routes when a page starts, and
 * this site has hundreds.
 */
export default function route(path: string, hash: string): Created {
  let made: Created | undefined;
  const get = (): Created => {
    made ??= ComponentCreator(path, hash) as Created;
    return made;
  };
  const Route: Created = (props) => {
    const Made = get();
    return <Made {...props} />;
  };
  Route.preload = async () => get().preload?.();
  return Route;
}

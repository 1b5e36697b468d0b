/** The one function of this module that tests of views use; its own types are a package that nothing else needs. */
declare module 'react-dom/server' {
  export function renderToStaticMarkup(node: import('react').ReactNode): string;
}

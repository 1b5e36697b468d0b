import type { PropSidebarItem, PropSidebarItemLink } from '@docusaurus/plugin-content-docs';

/** The chapters and appendices of a sidebar, out of the category they stand in. */
export function chaptersOf(items: readonly PropSidebarItem[]): PropSidebarItemLink[] {
  return items.flatMap((item) => {
    if (item.type === 'category') return chaptersOf(item.items);
    return item.type === 'link' ? [item] : [];
  });
}

import Link from '@docusaurus/Link';
import { useHistory, useLocation } from '@docusaurus/router';
import { type NavbarItem, useThemeConfig } from '@docusaurus/theme-common';
import useBaseUrl from '@docusaurus/useBaseUrl';
import { type ReactNode, useEffect } from 'react';
import styles from './styles.module.css';

/** The head of every page: the title and a few words. Nothing in it needs a script, on a phone neither. */
export default function Navbar(): ReactNode {
  const { title = '', items } = useThemeConfig().navbar;
  const history = useHistory();
  const search = useBaseUrl('/search/');
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      history.push(search);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [history, search]);
  return (
    <nav className={styles.navbar} aria-label="Main">
      <Link className={styles.title ?? ''} to="/">
        {title}
      </Link>
      {items.map((item) => (
        <Item key={String(item.to)} item={item} />
      ))}
    </nav>
  );
}

function Item({ item }: { item: NavbarItem }): ReactNode {
  const to = String(item.to);
  const here = useLocation().pathname.startsWith(useBaseUrl(to));
  return (
    <Link to={to} aria-current={here ? 'true' : undefined}>
      {String(item.label)}
    </Link>
  );
}

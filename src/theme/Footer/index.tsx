import useDocusaurusContext from '@docusaurus/useDocusaurusContext';
import { Colophon, type ColophonProps } from '@site/src/components/Colophon/Colophon.tsx';
import type { ReactNode } from 'react';

/** The foot of every page. */
export default function Footer(): ReactNode {
  const { customFields } = useDocusaurusContext().siteConfig;
  return <Colophon {...(customFields?.colophon as ColophonProps)} />;
}

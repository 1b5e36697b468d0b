import Link from '@docusaurus/Link';
import { Aims } from '@site/src/components/Aims/Aims.tsx';
import { Belief, type BeliefProps } from '@site/src/components/Belief/Belief.tsx';
import { Card, type CardProps } from '@site/src/components/Card/Card.tsx';
import { Dequeues } from '@site/src/components/Dequeues/Dequeues.tsx';
import { Fact, type FactProps } from '@site/src/components/Fact/Fact.tsx';
import { Instructors } from '@site/src/components/Instructors/Instructors.tsx';
import { Listing } from '@site/src/components/Listing/Listing.tsx';
import { MemoryLayout } from '@site/src/components/MemoryLayout/MemoryLayout.tsx';
import { Predict } from '@site/src/components/Predict/Predict.tsx';
import { Answer, Question } from '@site/src/components/Question/Question.tsx';
import { Recording } from '@site/src/components/Recording/Recording.tsx';
import { Beside } from '@site/src/components/Replay/Beside.tsx';
import type { BesideProps, ReplayProps } from '@site/src/components/Replay/props.ts';
import { Replay } from '@site/src/components/Replay/Replay.tsx';
import { Term, type TermProps } from '@site/src/components/Term/Term.tsx';
import A from '@theme/MDXComponents/A';
import Code from '@theme/MDXComponents/Code';
import Heading from '@theme/MDXComponents/Heading';
import Img from '@theme/MDXComponents/Img';
import Li from '@theme/MDXComponents/Li';
import Pre from '@theme/MDXComponents/Pre';
import Ul from '@theme/MDXComponents/Ul';
import type { ComponentProps, ReactNode } from 'react';

function LinkedFact(props: Omit<FactProps, 'link'>): ReactNode {
  return <Fact {...props} link={<Link to={`/facts#${props.id}`}>{props.id}</Link>} />;
}

const LinkedBelief = (props: BeliefProps): ReactNode => <Belief {...props} link={Link} />;

const LinkedCard = (props: CardProps): ReactNode => <Card {...props} link={Link} />;

const LinkedReplay = (props: ReplayProps): ReactNode => <Replay {...props} link={Link} />;

const LinkedBeside = (props: BesideProps): ReactNode => <Beside {...props} link={Link} />;

const LinkedTerm = (props: TermProps): ReactNode => <Term {...props} link={Link} />;

/** A table of Markdown’s: on a narrow page it scrolls, and what scrolls must be reachable by keyboard. */
const Table = (props: ComponentProps<'table'>): ReactNode => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
  <table tabIndex={0} {...props} />
);

/**
 * What a chapter may use by name, and what Markdown becomes. Of the theme's own list admonitions and disclosures that
 * slide are left out: no page has any, and every page would carry them.
 */
export default {
  a: A,
  code: Code,
  h1: (props: ComponentProps<'h1'>): ReactNode => <Heading as="h1" {...props} />,
  h2: (props: ComponentProps<'h2'>): ReactNode => <Heading as="h2" {...props} />,
  h3: (props: ComponentProps<'h3'>): ReactNode => <Heading as="h3" {...props} />,
  h4: (props: ComponentProps<'h4'>): ReactNode => <Heading as="h4" {...props} />,
  img: Img,
  li: Li,
  pre: Pre,
  ul: Ul,
  Aims,
  Answer,
  Belief: LinkedBelief,
  Beside: LinkedBeside,
  Card: LinkedCard,
  Dequeues,
  Fact: LinkedFact,
  Instructors,
  Listing,
  MemoryLayout,
  Predict,
  Question,
  Recording,
  Replay: LinkedReplay,
  Term: LinkedTerm,
  table: Table,
};

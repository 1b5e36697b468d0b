import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { Fact } from './Fact.tsx';

const link = <a href="/facts#RECV-1">RECV-1</a>;

describe('a fact in the margin', () => {
  test('says its statement, what Wine does, and that it is inferred, beside a link to it', () => {
    const html = renderToStaticMarkup(
      <Fact
        id="RECV-1"
        inline={false}
        link={link}
        statement="So."
        wine="Not so."
        grade="inferred"
      />,
    );
    expect(html).toContain('href="/facts#RECV-1"');
    expect(html).toContain('So.');
    expect(html).toContain('(Inferred: no source says so.)');
    expect(html).toContain('<b>On Wine:</b> Not so.');
  });

  test('says only its own words when it has any', () => {
    const html = renderToStaticMarkup(
      <Fact id="RECV-1" inline={false} link={link}>
        In other words.
      </Fact>,
    );
    expect(html).toContain('In other words.');
    expect(html).not.toContain('On Wine');
  });

  test('may stand inside a paragraph, and is a note by name', () => {
    const html = renderToStaticMarkup(
      <Fact id="RECV-1" inline={true} link={link} statement="So." wine={null} grade="documented" />,
    );
    expect(html).toMatch(/^<span[^>]*role="note" aria-label="Fact RECV-1"/);
    expect(html).not.toContain('<div');
    expect(html).not.toContain('Inferred');
  });
});

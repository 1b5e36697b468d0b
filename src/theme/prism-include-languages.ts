/** The theme would add languages to its highlighter here; we have none. */
export default function prismIncludeLanguages(): void {}

/** What `src/remark/reference.ts` writes for the page of contents. */
declare module '@generated/reference/default/contents.json' {
  const chapters: readonly import('../remark/parts.ts').ListedChapter[];
  export default chapters;
}

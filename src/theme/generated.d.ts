/** What `src/remark/reference.ts` writes for the page of contents. */
declare module '@generated/reference/default/contents.json' {
  const chapters: readonly import('../components/ChapterAims/ChapterAims.tsx').ListedChapter[];
  export default chapters;
}

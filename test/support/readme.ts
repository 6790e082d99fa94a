/** @file Finds the runnable example of a Markdown text. */

/** A code block, and the text block that says what it prints. */
export interface Example {
  readonly code: string;
  /** The `text` block that follows as the next block, if any. */
  readonly output: string | undefined;
}

const FENCE = /^```(\w*)[^\n]*\n([\s\S]*?)^```/gm;

/** The first block in TypeScript. */
export const firstExample = (markdown: string): Example | undefined => {
  const blocks = [...markdown.matchAll(FENCE)].map(([, language, body]) => ({
    language: language ?? "",
    code: (body ?? "").trimEnd(),
  }));
  const at = blocks.findIndex(({ language }) => language === "ts");
  const block = blocks[at];
  if (block === undefined) return undefined;
  const next = blocks[at + 1];
  return {
    code: block.code,
    output: next?.language === "text" ? next.code : undefined,
  };
};

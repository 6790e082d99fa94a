/** @file Finds the runnable example of a Markdown text. */

/** A code block, and the text block that says what it prints. */
export interface Example {
  readonly language: string;
  readonly code: string;
  /** The `text` block that follows as the next block, if any. */
  readonly output: string | undefined;
}

const FENCE = /^```(\w*)[^\n]*\n([\s\S]*?)^```/gm;

/** The first fenced block in one of the languages. */
export const firstExample = (
  markdown: string,
  languages: readonly string[],
): Example | undefined => {
  const blocks = [...markdown.matchAll(FENCE)].map(([, language, body]) => ({
    language: language ?? "",
    code: (body ?? "").trimEnd(),
  }));
  const at = blocks.findIndex(({ language }) => languages.includes(language));
  const block = blocks[at];
  if (block === undefined) return undefined;
  const next = blocks[at + 1];
  return {
    ...block,
    output: next?.language === "text" ? next.code : undefined,
  };
};

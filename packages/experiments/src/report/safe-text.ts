/** @file Text from suites that may come from anywhere, as files and terminals can take it. */

/** First of the symbols for control characters. */
const CONTROL_PICTURES = 0x2400;

const REPLACEMENT = "\ufffd";

/** What XML does not allow, and what steers a terminal; line ends and tabs are neither. */
const UNSAFE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/gu;

/** A text in which characters that XML does not allow, or that steer a terminal, are symbols: U+0007 is ␇. */
export const safeText = (text: string): string =>
  text.replaceAll(UNSAFE, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x20
      ? String.fromCharCode(CONTROL_PICTURES + code)
      : REPLACEMENT;
  });

/** @file HTML from templates: whatever is put in is text, unless it is HTML already. */
import { safeText } from "../safe-text";

/** Markup; everything in it was escaped or written here. */
export interface Html {
  readonly html: string;
}

/** What a template takes; `undefined` and `false` are nothing. */
export type HtmlValue =
  Html | string | number | undefined | false | readonly HtmlValue[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text as HTML, XML and their quoted attributes take it. */
export const escapeMarkup = (text: string): string =>
  safeText(text).replaceAll(
    /[&<>"']/g,
    (character) => ENTITIES[character] ?? "",
  );

const isList = (value: HtmlValue): value is readonly HtmlValue[] =>
  Array.isArray(value);

const render = (value: HtmlValue): string => {
  if (value === undefined || value === false) return "";
  if (isList(value)) return value.map(render).join("");
  return typeof value === "object" ? value.html : escapeMarkup(String(value));
};

/** Markup that is trusted, such as an `<svg>` drawn here. */
export const raw = (html: string): Html => ({ html });

/** A template: html`<p>${text}</p>`. */
export const html = (
  strings: TemplateStringsArray,
  ...values: readonly HtmlValue[]
): Html =>
  raw(strings.reduce((out, text, i) => out + render(values[i - 1]) + text));

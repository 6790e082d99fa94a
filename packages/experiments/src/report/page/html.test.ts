import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeMarkup, html, raw } from "./html";

describe("a template", () => {
  it("escapes text, and leaves markup", () => {
    const inner = html`<b>${'<i> & "q"'}</b>`;
    expect(html`<p>${inner}${raw("<hr>")}${1}</p>`.html).toBe(
      "<p><b>&lt;i&gt; &amp; &quot;q&quot;</b><hr>1</p>",
    );
  });

  it("joins lists, and leaves out what is not there", () => {
    const items = ["a", "<"].map((text) => html`<i>${text}</i>`);
    expect(html`${items}${undefined}${false}`.html).toBe("<i>a</i><i>&lt;</i>");
  });

  it("lets no text begin a tag or end an attribute", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(escapeMarkup(text)).not.toMatch(/[<>"']/);
      }),
    );
  });
});

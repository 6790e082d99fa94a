/** @file What is wrong with a page as a browser lays it out: JavaScript that runs in it. */

/** Smallest text that is read without zooming, px. */
const SMALLEST_TEXT = 10.5;

/** Contrast of text that is read without effort. @see WCAG 2.2, 1.4.3 */
const LEAST_CONTRAST = 4.5;

/** An expression for a browser; its value is a list of sentences, empty for a page without fault. */
export const AUDIT_PAGE = `(() => {
  const findings = [];
  const root = document.documentElement;
  const name = (element) => element.tagName.toLowerCase()
    + " " + JSON.stringify(element.textContent.trim().slice(0, 40))
    + " in " + (element.closest("[id]")?.id ?? "the page");
  const inside = (a, b) =>
    a.left >= b.left - 0.5 && a.right <= b.right + 0.5 && a.top >= b.top - 0.5 && a.bottom <= b.bottom + 0.5;
  const overlap = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5;
  const ownText = (element) =>
    [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "");
  const rgb = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = rgb(colour).map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
    return (x + 0.05) / (y + 0.05);
  };
  const ground = getComputedStyle(document.body).backgroundColor;

  const isTooWide = root.scrollWidth > root.clientWidth;
  // What is folded has to be fit to be seen, too.
  for (const details of document.querySelectorAll("details")) details.open = true;

  if (isTooWide || root.scrollWidth > root.clientWidth)
    findings.push("The page is " + root.scrollWidth + " px wide on " + root.clientWidth + ".");

  for (const element of document.querySelectorAll("body *:not(svg *)")) {
    const box = element.getBoundingClientRect();
    const isHidden = element.closest(".skip, .scroll > *") !== null;
    if (!isHidden && box.width > 0 && box.right > root.clientWidth + 0.5)
      findings.push(name(element) + " ends at " + box.right + " px.");
    if (!ownText(element)) continue;
    const style = getComputedStyle(element);
    if (parseFloat(style.fontSize) < ${SMALLEST_TEXT})
      findings.push(name(element) + " has text of " + style.fontSize + ".");
    if (contrast(style.color, ground) < ${LEAST_CONTRAST})
      findings.push(name(element) + " has a contrast of " + contrast(style.color, ground).toFixed(2) + ".");
  }

  for (const svg of document.querySelectorAll(".panel svg")) {
    const frame = svg.getBoundingClientRect();
    const scale = frame.width / svg.viewBox.baseVal.width;
    if (svg.getAttribute("aria-label") === null) findings.push(name(svg) + " has no label.");
    const texts = [...svg.querySelectorAll("text")].filter((text) => text.textContent.trim() !== "");
    for (const text of texts) {
      const style = getComputedStyle(text);
      if (!inside(text.getBoundingClientRect(), frame)) findings.push(name(text) + " is clipped.");
      const size = parseFloat(style.fontSize) * scale;
      if (size < ${SMALLEST_TEXT}) findings.push(name(text) + " has text of " + size.toFixed(2) + " px.");
    }
    const boxes = texts.map((text) => [text, text.getBoundingClientRect()]);
    boxes.forEach(([text, box], i) => {
      const other = boxes.slice(i + 1).find(([, next]) => overlap(box, next));
      if (other) findings.push(name(text) + " overlaps " + name(other[0]) + ".");
    });
  }

  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  if (new Set(ids).size < ids.length) findings.push("An id is there twice: " + ids.find((id, i) => ids.indexOf(id) < i) + ".");
  for (const link of document.querySelectorAll('a[href^="#"]'))
    if (!ids.includes(link.getAttribute("href").slice(1))) findings.push(link.getAttribute("href") + " leads nowhere.");
  return [...new Set(findings)];
})()`;

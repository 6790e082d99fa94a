/** @file The one style sheet of the page: light, dark and print, from a phone to a desktop. */
import { PAGE_COLOURS } from "../palette";
import { PANEL_TEXT } from "../panel-text";

const variables = (ground: "light" | "dark"): string =>
  Object.entries(PAGE_COLOURS)
    .map(([name, hue]) => `${name}:${hue[ground]}`)
    .join(";");

const LAYOUT = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--ground);color:var(--text);font:16px/1.55 var(--font);overflow-wrap:anywhere}
.page{max-width:1152px;margin:0 auto;padding:0 16px 64px}
a{color:var(--link);text-underline-offset:.15em;text-decoration-thickness:1px}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:2px}
.skip{position:absolute;left:-999px}
.skip:focus{left:16px;top:8px;background:var(--ground);padding:4px 8px;z-index:1}
h1,h2,h3,h4{line-height:1.25;font-weight:650;text-wrap:balance}
h1{font-size:1.75rem;margin:0}
h2{font-size:1.5rem;margin:0 0 .5rem}
h3{font-size:1.1875rem;margin:0}
h4{font-size:.8125rem;font-weight:600;margin:0 0 2px}
p{margin:.5rem 0;max-width:44rem}
code{font:.875em/1.5 var(--mono)}
.head{padding:40px 0 20px;border-bottom:2px solid var(--text)}
.kind{margin:0 0 .375rem;color:var(--muted);font-size:.8125rem;letter-spacing:.02em}
.lead{font-size:1.0625rem}
.lead+h2{margin-top:1.75rem}
.small{color:var(--muted);font-size:.8125rem}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:12px 24px;margin:20px 0;padding:0}
.facts div{border-left:2px solid var(--rule);padding-left:10px;min-width:0}
.facts dt{color:var(--muted);font-size:.8125rem}
.facts dd{margin:0;font-variant-numeric:tabular-nums}
.facts .long{grid-column:1/-1}
.facts .long dd{font-size:.8125rem}
.notice{border:1px solid var(--undecided);border-left-width:4px;padding:8px 12px;border-radius:3px;max-width:none}
.contents{margin:20px 0 0;font-size:.9375rem}
.contents ol{columns:3 250px;column-gap:32px;margin:0;padding:0;list-style:none}
.contents li{break-inside:avoid;padding:3px 0}
.sweep{padding-top:28px}
.sweep+.sweep{border-top:2px solid var(--text);margin-top:56px}
.part{margin-top:36px;padding-top:20px;border-top:1px solid var(--rule)}
.claims{list-style:none;margin:12px 0 0;padding:0;display:grid;gap:14px}
.claims li{display:grid;grid-template-columns:7.5rem minmax(0,1fr);gap:2px 12px}
.claims p{margin:0}
.claims li:target{outline:2px solid var(--link);outline-offset:5px;border-radius:3px}
.claims .came{grid-row:span 2}
.claims .why{grid-column:2;color:var(--muted);font-size:.875rem}
.claims .why p{max-width:48rem}
.tally{font-weight:650}
.mark{display:block;color:var(--muted);font-size:.8125rem}
.verdict{font-weight:650;font-size:.875rem;white-space:nowrap}
.verdict.holds{color:var(--holds)}
.verdict.refuted{color:var(--refuted)}
.verdict.undecided{color:var(--undecided)}
figure{margin:0}
figcaption,.caption{color:var(--muted);font-size:.875rem;max-width:48rem;margin:.375rem 0 .75rem}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;list-style:none;margin:0 0 14px;padding:0;font-size:.8125rem}
.legend li{display:flex;align-items:center;gap:7px;min-width:0}
.legend svg{flex:none;display:block}
.scale{display:flex;flex-wrap:wrap;align-items:center;gap:2px 8px;font-size:.8125rem;margin:0 0 14px}
.scale svg{display:block;border:1px solid var(--rule)}
.panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(340px,100%),1fr));gap:20px 16px;justify-items:start}
.panel{min-width:0;max-width:100%}
.panel svg{display:block;max-width:100%;height:auto;color:var(--text);font:${PANEL_TEXT}px var(--font);overflow:visible}
.panel a{cursor:pointer}
summary{cursor:pointer;font-size:.875rem;color:var(--link);padding:4px 0}
.elsewhere{font-size:.875rem;color:var(--muted)}
.files{font-size:.8125rem;color:var(--muted);margin:.625rem 0 0}
.scroll{overflow-x:auto;border:1px solid var(--rule);border-radius:3px;max-width:100%;
background:linear-gradient(to right,var(--ground) 24px,transparent) left/40px 100% no-repeat local,
linear-gradient(to left,var(--ground) 24px,transparent) right/40px 100% no-repeat local,
linear-gradient(to right,var(--shade),transparent) left/12px 100% no-repeat scroll,
linear-gradient(to left,var(--shade),transparent) right/12px 100% no-repeat scroll,var(--ground)}
table{border-collapse:collapse;font-size:.8125rem;line-height:1.4;min-width:100%;font-variant-numeric:tabular-nums;overflow-wrap:normal}
th,td{padding:5px 12px;text-align:right;vertical-align:top;white-space:nowrap}
th{font-weight:600;white-space:normal;border-bottom:1px solid var(--text);vertical-align:bottom}
th .unit{font-weight:400;color:var(--muted)}
tbody tr+tr td{border-top:1px solid var(--rule)}
tbody tr:target td{background:color-mix(in srgb,var(--link) 18%,transparent)}
.words,.wide{text-align:left}
.wide{white-space:normal;min-width:15rem}
.foot{margin-top:64px;padding-top:16px;border-top:2px solid var(--text)}
@media (max-width:480px){h1{font-size:1.5rem}h2{font-size:1.3125rem}.head{padding-top:24px}
.claims li{grid-template-columns:1fr}.claims .came{grid-row:auto}.claims .why{grid-column:1}.mark{display:inline}.facts{grid-template-columns:repeat(2,minmax(0,1fr));gap:12px 16px}}
`;

const PRINT = `
@page{size:landscape;margin:12mm}
body{font-size:10.5pt}
.page{max-width:none;padding:0}
.skip,.files,.contents{display:none}
.panels{grid-template-columns:repeat(auto-fill,minmax(310px,1fr))}
.panel,.claims li,tr{break-inside:avoid}
h2,h3,figcaption,.legend{break-after:avoid}
.sweep+.sweep{break-before:page}
.scroll{overflow:visible;border:0;background:none}
table{font-size:6.5pt}
th,td{padding:2px 3px;white-space:normal;hyphens:auto}
.wide,th,td code{min-width:0;overflow-wrap:anywhere}
a{color:inherit;text-decoration:none}
details:not([open])::details-content{content-visibility:visible;display:block}
`;

const LIGHT = `${variables("light")};--shade:rgb(0 0 0/.16)`;
const DARK = `${variables("dark")};--shade:rgb(0 0 0/.6)`;

const FONTS = `--font:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace`;

/** The style sheet; paper is light whatever the reader prefers on a screen. */
export const PAGE_STYLE = `:root{color-scheme:light dark;${FONTS};${LIGHT}}
@media screen and (prefers-color-scheme:dark){:root{${DARK}}}
${LAYOUT.trim()}
@media print{${PRINT.trim()}}
`;

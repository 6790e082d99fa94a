/** @file One line of progress: what it says in full, and what is left of that on a narrow terminal. */
import { formatPercent } from "./table";

/** What is known of a run; a field that is absent is not shown. */
export interface ProgressFacts {
  /** Which run of several, such as "3/7 iterative-step". */
  readonly label?: string;
  readonly step: number;
  readonly steps: number;
  /** Nats. */
  readonly loss?: number;
  /** Of characters, a fraction. */
  readonly accuracy?: number;
  /** What is done in place of training steps, such as "evaluating", and for how long, ms. */
  readonly doing?: { readonly what: string; readonly forMs: number };
  readonly leftMs?: number;
  /** Steps per second. */
  readonly rate?: number;
  readonly tokensPerSecond?: number;
  /** Step of the newest checkpoint. */
  readonly checkpoint?: number;
}

const two = (value: number): string => String(value).padStart(2, "0");

/** 3725000 ms → "1h 02m"; below an hour "2m 05s", below a minute "5s". */
export function formatDuration(durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / 1000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${two(seconds % 60)}s`;
  return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
}

/** Three significant digits with k or M: 25344 → "25.3k". */
export function formatCount(value: number): string {
  const short = (scaled: number): string =>
    scaled >= 100
      ? String(Math.round(scaled))
      : String(Number(scaled.toPrecision(3)));
  if (value >= 999_500) return `${short(value / 1e6)}M`;
  if (value >= 999.5) return `${short(value / 1e3)}k`;
  return short(value);
}

/**
 * Joins the parts that fit in `columns` characters, the most important first; a first part that is itself too long is cut.
 */
export function fitLine(
  parts: readonly string[],
  columns: number,
  space = "  ",
): string {
  const [first = "", ...rest] = parts;
  return rest.reduce(
    (line, part) => {
      const longer = `${line}${space}${part}`;
      return longer.length <= columns ? longer : line;
    },
    first.slice(0, columns),
  );
}

/** Joins facts by commas, on as few lines as have no more than `columns` characters. */
export const wrapFacts = (facts: readonly string[], columns: number): string =>
  facts.reduce((text, fact) => {
    const line = text.slice(text.lastIndexOf("\n") + 1);
    const fits = line.length + ", ".length + fact.length + ",".length;
    return `${text},${fits <= columns ? " " : "\n"}${fact}`;
  });

/** A part for each fact that is there. */
const part = <T>(fact: T | undefined, show: (fact: T) => string): string[] =>
  fact === undefined ? [] : [show(fact)];

/** What must be seen on every terminal, in full words. */
function wideParts(facts: ProgressFacts): string[] {
  const { label, step, steps, loss, accuracy, doing, leftMs } = facts;
  const counter = `step ${step}/${steps}`;
  return [
    label === undefined ? counter : `${label}: ${counter}`,
    ...part(loss, (nats) => `loss ${nats.toFixed(4)}`),
    ...part(accuracy, (fraction) => `accuracy ${formatPercent(fraction)}`),
    ...part(doing, ({ what, forMs }) => `${what} ${formatDuration(forMs)}`),
    ...part(leftMs, (ms) => `${formatDuration(ms)} left`),
  ];
}

/** What is shown where there is room. */
const moreParts = ({
  rate,
  tokensPerSecond,
  checkpoint,
}: ProgressFacts): string[] => [
  ...part(rate, (steps) => `${formatCount(steps)} steps/s`),
  ...part(tokensPerSecond, (tokens) => `${formatCount(tokens)} tokens/s`),
  ...part(checkpoint, (step) => `checkpoint ${step}`),
];

/** 0.123, 1.23, 12.3: as many characters as say something. */
const shortNumber = (value: number): string =>
  value.toFixed(value < 1 ? 3 : value < 10 ? 2 : 1);

const shortDuration = (ms: number): string =>
  formatDuration(ms).replace(" ", "");

/** The same in short forms, for 40 columns. */
function narrowParts(facts: ProgressFacts): string[] {
  const { label, step, steps, loss, accuracy, doing, leftMs } = facts;
  const [which] = label?.split(" ") ?? [];
  return [
    which === undefined ? `${step}/${steps}` : `${which} ${step}/${steps}`,
    ...part(loss, (nats) => `loss ${shortNumber(nats)}`),
    ...part(accuracy, (fraction) => `acc ${(100 * fraction).toFixed(1)}%`),
    // One time is enough here, and what is under way says more.
    ...(doing === undefined
      ? part(leftMs, shortDuration)
      : [`${doing.what} ${shortDuration(doing.forMs)}`]),
  ];
}

/** The same as bare numbers, for long counters. */
function bareParts(facts: ProgressFacts): string[] {
  const { loss, accuracy } = facts;
  const [counter = "", ...times] = narrowParts({
    ...facts,
    loss: undefined,
    accuracy: undefined,
  });
  return [
    counter,
    ...part(loss, shortNumber),
    ...part(accuracy, (fraction) => `${(100 * fraction).toFixed(1)}%`),
    ...times,
  ];
}

/** Everything, for a log. */
export const plainLine = (facts: ProgressFacts): string =>
  [...wideParts(facts), ...moreParts(facts)].join("  ");

/** As much as fits, the important first: step, loss, accuracy and time left are shortened before one is left out. */
export function liveLine(facts: ProgressFacts, columns: number): string {
  const wide = wideParts(facts);
  if (wide.join("  ").length <= columns)
    return fitLine([...wide, ...moreParts(facts)], columns);
  const narrow = narrowParts(facts);
  const fits = narrow.join(" ").length <= columns;
  return fitLine(fits ? narrow : bareParts(facts), columns, " ");
}

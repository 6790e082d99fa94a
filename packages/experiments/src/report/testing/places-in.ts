/** @file Reads off a compact path where it goes, for tests. */

/** Ends of the lines of a compact path, px. */
export const placesIn = (d: string): [number, number][] => {
  let [x, y] = [0, 0];
  const steps = d.matchAll(/([MlhvZ])([^MlhvZ]*)/g);
  return [...steps].flatMap(([, command, numbers = ""]) => {
    if (command === "Z") return [];
    const [a = 0, b = 0] = (numbers.match(/-?[\d.]+/g) ?? []).map(Number);
    if (command === "M") [x, y] = [a, b];
    else if (command === "h") x += a;
    else if (command === "v") y += a;
    else [x, y] = [x + a, y + b];
    return [[x, y]];
  });
};

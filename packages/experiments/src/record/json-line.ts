/** @file How a sweep's small files are written. */

/** A value as one line of JSON. */
export const jsonLine = (value: object): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(value)}\n`);

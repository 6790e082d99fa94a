/** @file An error on its way from one process to another: its class survives as a name, by which errors are judged. */

/** What is told of an error; plain data. */
export interface PackedError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  /** An operating system's name for it, such as ENOSPC. */
  readonly code?: string;
  /** The file that it happened at. */
  readonly path?: string;
}

/** A detail of a system's error. */
const detail = (error: Error, name: string): string | undefined => {
  const value: unknown = Reflect.get(error, name);
  return typeof value === "string" ? value : undefined;
};

/** Takes an error apart; anything else that was thrown becomes one. */
export function packError(thrown: unknown): PackedError {
  if (!(thrown instanceof Error))
    return { name: "Error", message: `Unexpected: ${String(thrown)}` };
  const { name, message, stack } = thrown;
  const [code, path] = ["code", "path"].map((key) => detail(thrown, key));
  return { name, message, stack, code, path };
}

/** Puts it together again, with the name, the stack and the system's details that it had. */
export function unpackError({ message, ...rest }: PackedError): Error {
  const error = new Error(message);
  for (const [key, value] of Object.entries<string | undefined>({ ...rest }))
    if (value !== undefined) Object.assign(error, { [key]: value });
  return error;
}

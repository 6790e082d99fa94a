/** @file Errors as Node throws them. */

/** An error with a system's code, such as ENOENT. */
export const systemError = (
  code: string,
  operation: string,
  path = "",
): Error & { readonly code: string } =>
  Object.assign(new Error(`${code}: simulated, ${operation} '${path}'`), {
    code,
  });

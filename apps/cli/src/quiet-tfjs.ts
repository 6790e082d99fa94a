/** @file Keeps TF.js from writing advice to the terminal. */

/**
 * Turns off TF.js's greeting, which recommends another backend wherever its own ones start in Node; `trm doctor` says
 * what there is. Nothing else reads this flag.
 */
export async function quietTfjs(): Promise<void> {
  const { env } = await import("@tensorflow/tfjs-core");
  env().set("PROD", true);
}

/** @file Ways to spoil a copy of a folder. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What is done to a copy, and what its refusal says. */
export type Spoilt = readonly [
  what: string,
  spoil: (copy: string) => void,
  message: RegExp,
];

type Json = Record<string, unknown> & { trm: Record<string, unknown> };

export const editJson =
  (name: string, edit: (json: Json) => void) => (copy: string) => {
    const path = join(copy, name);
    const json = JSON.parse(readFileSync(path, "utf8")) as Json;
    edit(json);
    writeFileSync(path, JSON.stringify(json));
  };

export const write =
  (name: string, bytes: string | Uint8Array) => (copy: string) => {
    writeFileSync(join(copy, name), bytes);
  };

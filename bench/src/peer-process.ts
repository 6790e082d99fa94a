/** @file A contestant in a process of its own, driven by JSON lines. */

import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { PeerError } from "./errors";

/** A line that the peer answers with. */
interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly kind: string; readonly message: string };
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

const STDERR_LINES = 5;

/**
 * A child process that answers each line `{id, method, params}` on its stdin with a
 * line `{id, result}` or `{id, error: {kind, message}}` on its stdout. Between
 * requests it waits for input and uses no CPU.
 */
export class PeerProcess {
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, Pending>();
  readonly #stderr: string[] = [];
  #ended: PeerError | undefined;
  #nextId = 0;

  /** @param env added to this process's environment */
  constructor(
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ) {
    this.#child = spawn(command, args, {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, ...env },
    });
    const { stdin, stdout, stderr } = this.#child;
    // A write to a process that has just ended is reported by its exit.
    stdin?.on("error", () => {});
    if (stdout) {
      createInterface(stdout).on("line", (line) => this.#receive(line));
    }
    if (stderr) {
      createInterface(stderr).on("line", (line) => this.#remember(line));
    }
    this.#child.on("error", (error) => this.#end("spawn", error.message));
    this.#child.on("close", (code, signal) =>
      this.#end(
        "ended",
        [`the process ended with ${signal ?? code}`, ...this.#stderr].join(
          "; ",
        ),
      ),
    );
  }

  /**
   * Sends a request and waits for the answer.
   *
   * @throws {PeerError} with the peer's own kind; `spawn` when the command cannot be
   *   started, `ended` when the process is gone
   */
  request(method: string, params: object = {}): Promise<unknown> {
    if (this.#ended) return Promise.reject(this.#ended);
    this.#nextId += 1;
    const id = this.#nextId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#child.stdin?.write(`${JSON.stringify({ id, method, params })}\n`);
    });
  }

  /** Closes stdin and waits for the process to end. */
  async close(): Promise<void> {
    if (this.#ended) return;
    const closed = new Promise((resolve) => this.#child.once("close", resolve));
    this.#child.stdin?.end();
    await closed;
  }

  #receive(line: string): void {
    let reply: Reply;
    try {
      reply = JSON.parse(line) as Reply;
    } catch {
      this.#remember(line);
      return;
    }
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (reply.error) {
      pending?.reject(new PeerError(reply.error.kind, reply.error.message));
    } else {
      pending?.resolve(reply.result);
    }
  }

  #remember(line: string): void {
    this.#stderr.push(line);
    if (this.#stderr.length > STDERR_LINES) this.#stderr.shift();
  }

  #end(kind: string, message: string): void {
    this.#ended ??= new PeerError(kind, message);
    for (const pending of this.#pending.values()) pending.reject(this.#ended);
    this.#pending.clear();
  }
}

/** @file Watches how long the buffers are that code asks for. */

const WATCHED = [
  "ArrayBuffer",
  "Uint8Array",
  "Int8Array",
  "Int16Array",
  "Int32Array",
  "Uint32Array",
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
] as const;

interface Allocated {
  readonly byteLength: number;
}

type Constructor = new (...args: unknown[]) => Allocated;

/** The longest buffer since it was last asked. */
export interface AllocationWatch {
  /** bytes; 0 where there was none */
  longest(): number;
  stop(): void;
}

/**
 * Replaces the global constructors by ones that take note. Modules that keep a constructor for later must be loaded after
 * this.
 */
export const watchAllocations = (): AllocationWatch => {
  let longest = 0;
  const originals = WATCHED.map(
    (name) => [name, Reflect.get(globalThis, name) as Constructor] as const,
  );
  for (const [name, original] of originals)
    Reflect.set(
      globalThis,
      name,
      new Proxy(original, {
        construct(target, args: unknown[], newTarget) {
          const made = Reflect.construct(target, args, newTarget) as Allocated;
          // A view of a buffer that is there already is none of its own.
          if (!isBuffer(args[0])) longest = Math.max(longest, made.byteLength);
          return made;
        },
      }),
    );
  return {
    longest: () => {
      const found = longest;
      longest = 0;
      return found;
    },
    stop: () => {
      for (const [name, original] of originals)
        Reflect.set(globalThis, name, original);
    },
  };
};

const isBuffer = (value: unknown): boolean =>
  Object.prototype.toString.call(value) === "[object ArrayBuffer]";

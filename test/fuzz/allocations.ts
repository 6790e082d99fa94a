/** @file Watches how long the buffers are that code asks for. */

/** Global constructors; also of their `from` and `of`, which construct what they are called on. */
const CONSTRUCTORS = [
  ...["ArrayBuffer", "SharedArrayBuffer"],
  ...["Int8Array", "Uint8Array", "Uint8ClampedArray"],
  ...["Int16Array", "Uint16Array", "Float16Array"],
  ...["Int32Array", "Uint32Array", "Float32Array"],
  ...["Float64Array", "BigInt64Array", "BigUint64Array"],
];

const TypedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;

/** Methods that make buffers by themselves: the engine's own constructors, not the global ones. */
const METHODS: readonly (readonly [object, readonly string[]])[] = [
  [TypedArray, ["slice", "map", "filter", "toReversed", "toSorted", "with"]],
  [ArrayBuffer.prototype, ["slice", "transfer", "transferToFixedLength"]],
  [SharedArrayBuffer.prototype, ["slice"]],
  [
    Buffer,
    [
      ...["alloc", "allocUnsafe", "allocUnsafeSlow"],
      ...["from", "concat", "copyBytesFrom"],
    ],
  ],
];

interface Allocated {
  readonly byteLength: number;
}

type Callable = (this: unknown, ...args: unknown[]) => Allocated;

/** The longest buffer since it was last asked. */
export interface AllocationWatch {
  /** bytes; 0 where there was none */
  longest(): number;
  stop(): void;
}

/**
 * Replaces constructors and methods by ones that take note. Modules that keep one of them for later must be loaded after
 * this.
 */
export const watchAllocations = (): AllocationWatch => {
  let longest = 0;
  const note = (made: Allocated, args: readonly unknown[]): Allocated => {
    // A view of a buffer that is there already is none of its own.
    if (!isBuffer(args[0])) longest = Math.max(longest, made.byteLength);
    return made;
  };
  const restore = [
    ...CONSTRUCTORS.map((name) =>
      replace(globalThis, name, {
        construct: (target, args: unknown[], newTarget) =>
          note(Reflect.construct(target, args, newTarget) as Allocated, args),
      }),
    ),
    ...METHODS.flatMap(([owner, names]) =>
      names.map((name) =>
        replace(owner, name, {
          apply: (target, self, args: unknown[]) =>
            note(Reflect.apply(target, self, args), args),
        }),
      ),
    ),
  ];
  return {
    longest: () => {
      const found = longest;
      longest = 0;
      return found;
    },
    stop: () => {
      for (const put of restore) put();
    },
  };
};

/** Puts a proxy in the place of a function, if this Node has it. @returns what puts the function back */
const replace = (
  owner: object,
  name: string,
  handler: ProxyHandler<Callable>,
): (() => void) => {
  const original = Reflect.getOwnPropertyDescriptor(owner, name);
  if (original === undefined) return () => {};
  const value = new Proxy(original.value as Callable, handler);
  Reflect.defineProperty(owner, name, { ...original, value });
  return () => void Reflect.defineProperty(owner, name, original);
};

const isBuffer = (value: unknown): boolean =>
  /^\[object (Shared)?ArrayBuffer\]$/.test(
    Object.prototype.toString.call(value),
  );

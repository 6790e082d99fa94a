/** @file Cases of ops that move, index and create elements. */
import * as tf from "@tensorflow/tfjs-core";
import {
  bool,
  f32,
  i32,
  on,
  spread,
  spreadInts,
  type Case,
} from "../support/case";

const A = { x: spread([2, 3, 4]) };
const EMPTY = { x: f32([], [2, 0, 3]) };
const TRUTHS = { x: bool([1, 0, 0, 1, 1, 0], [2, 3]) };
const INTS = { x: spreadInts([2, 3], -9, 9) };

const MOVES: readonly Case[] = [
  on("Reshape", "with an open dimension", A, ({ x }) =>
    tf.reshape(x!, [4, -1]),
  ),
  on("Reshape", "of nothing", EMPTY, ({ x }) => tf.reshape(x!, [0, 5])),
  on("ExpandDims", "at each end", A, ({ x }) => [
    tf.expandDims(x!, 0),
    tf.expandDims(x!, -1),
  ]),
  on("ExpandDims", "of a scalar", { x: spread([]) }, ({ x }) =>
    tf.expandDims(x!),
  ),
  on("Transpose", "by a permutation", A, ({ x }) =>
    tf.transpose(x!, [2, 0, 1]),
  ),
  on("Transpose", "reversed, of truth values", TRUTHS, ({ x }) =>
    tf.transpose(x!),
  ),
  on("Transpose", "of nothing", EMPTY, ({ x }) => tf.transpose(x!)),
  on(
    "Concat",
    "along each axis",
    { a: spread([2, 1, 2]), b: spread([2, 3, 2], 5, 6) },
    ({ a, b }) => [
      tf.concat([a!, b!], 1),
      tf.concat([a!, a!], 0),
      tf.concat([b!, b!], -1),
    ],
  ),
  on(
    "Concat",
    "with nothing",
    { a: spread([2, 1]), b: f32([], [2, 0]) },
    ({ a, b }) => tf.concat([a!, b!], 1),
  ),
  on("Concat", "of truth values", TRUTHS, ({ x }) => tf.concat([x!, x!], 0)),
  on("SplitV", "in equal parts", A, ({ x }) => tf.split(x!, 2, 2)),
  on("SplitV", "in parts of given sizes", A, ({ x }) =>
    tf.split(x!, [1, 0, -1], -1),
  ),
  on("Slice", "a block", A, ({ x }) => tf.slice(x!, [0, 1, 1], [1, -1, 2])),
  on("Slice", "nothing", A, ({ x }) => tf.slice(x!, [0, 1, 1], [1, 0, 2])),
  on("Slice", "of truth values", TRUTHS, ({ x }) =>
    tf.slice(x!, [0, 1], [2, 1]),
  ),
  on("PadV2", "with a constant", { x: spread([2, 3]) }, ({ x }) =>
    tf.pad(
      x!,
      [
        [1, 0],
        [0, 2],
      ],
      7,
    ),
  ),
  on("PadV2", "of truth values", TRUTHS, ({ x }) =>
    tf.pad(
      x!,
      [
        [0, 1],
        [1, 0],
      ],
      1,
    ),
  ),
  on("PadV2", "of nothing", EMPTY, ({ x }) =>
    tf.pad(
      x!,
      [
        [0, 0],
        [1, 1],
        [0, 1],
      ],
      -1,
    ),
  ),
  on("Tile", "each axis", { x: spread([2, 1, 3]) }, ({ x }) =>
    tf.tile(x!, [1, 3, 2]),
  ),
  on("Tile", "to nothing", TRUTHS, ({ x }) => tf.tile(x!, [0, 2])),
  on("Tile", "through broadcastTo", { x: spread([3, 1]) }, ({ x }) =>
    tf.broadcastTo(x!, [2, 3, 4]),
  ),
  on(
    "BroadcastTo",
    "as a kernel",
    { x: spread([3, 1]) },
    ({ x }) =>
      tf
        .engine()
        .runKernel(
          "BroadcastTo",
          { x: x! },
          { shape: [2, 3, 4], inputShape: [3, 1] },
        ),
    { gradient: false, reference: ({ x }) => tf.broadcastTo(x!, [2, 3, 4]) },
  ),
];

const image = { x: spread([2, 2, 3, 4]) };
const symmetric = "symmetric";
const reflect = "reflect";

const ORDERS: readonly Case[] = [
  on("Reverse", "each axis", A, ({ x }) => [
    tf.reverse(x!, 0),
    tf.reverse(x!, [1, -1]),
    tf.reverse(x!),
  ]),
  on(
    "Reverse",
    "of truth values and nothing",
    { ...TRUTHS, y: f32([], [0, 2]), z: spread([]) },
    ({ x, y, z }) => [tf.reverse(x!, 1), tf.reverse(y!, 1), tf.reverse(z!)],
    { gradient: false },
  ),
  on("FlipLeftRight", "of images", image, ({ x }) =>
    tf.image.flipLeftRight(x as tf.Tensor4D),
  ),
  on("MirrorPad", reflect, { x: spread([3, 4]) }, ({ x }) =>
    tf.mirrorPad(
      x!,
      [
        [2, 1],
        [0, 3],
      ],
      reflect,
    ),
  ),
  on("MirrorPad", symmetric, { x: spread([3, 4]) }, ({ x }) =>
    tf.mirrorPad(
      x!,
      [
        [3, 1],
        [0, 4],
      ],
      symmetric,
    ),
  ),
  on("MirrorPad", "of integers", INTS, ({ x }) =>
    tf.mirrorPad(
      x!,
      [
        [1, 1],
        [2, 2],
      ],
      reflect,
    ),
  ),
  on(
    "Pack",
    "along each axis",
    { a: spread([2, 3]), b: spread([2, 3], 4, 5) },
    ({ a, b }) => [
      tf.stack([a!, b!]),
      tf.stack([a!, b!], 1),
      tf.stack([a!, b!], -1),
      tf.stack([a!]),
    ],
    { gradient: false },
  ),
  on(
    "Pack",
    "gradient",
    { a: spread([2, 3]), b: spread([2, 3], 4, 5) },
    ({ a, b }) => tf.stack([a!, b!], 1),
  ),
  on("Pack", "of scalars", { a: spread([]), b: spread([]) }, ({ a, b }) =>
    tf.stack([a!, b!]),
  ),
  on("Unpack", "along each axis", A, ({ x }) => [
    ...tf.unstack(x!),
    ...tf.unstack(x!, -1),
  ]),
  on("Unpack", "a vector", { x: spread([3]) }, ({ x }) => tf.unstack(x!)),
  on("StridedSlice", "forwards", A, ({ x }) =>
    tf.stridedSlice(x!, [0, 0, 1], [2, 3, 4], [1, 2, 2]),
  ),
  on("StridedSlice", "backwards", A, ({ x }) =>
    tf.stridedSlice(x!, [-1, 2, 3], [-3, 0, -5], [-1, -1, -2]),
  ),
  on("StridedSlice", "with open ends", A, ({ x }) =>
    tf.stridedSlice(x!, [1, 9, 9], [0, 0, 0], [1, -1, 2], 0b110, 0b011),
  ),
  on(
    "StridedSlice",
    "with an ellipsis, a new axis and a dropped one",
    A,
    ({ x }) => [
      tf.stridedSlice(x!, [0, 1], [1, 3], [1, 1], 0, 0, 0b01),
      tf.stridedSlice(
        x!,
        [0, 0, 1],
        [0, 2, 2],
        [1, 1, 1],
        0,
        0,
        0,
        0b001,
        0b100,
      ),
    ],
  ),
  on("StridedSlice", "nothing", A, ({ x }) =>
    tf.stridedSlice(x!, [1, 2, 0], [1, 1, 4], [1, 1, 1]),
  ),
  on("StridedSlice", "the whole", A, ({ x }) =>
    tf.stridedSlice(x!, [0], [2], [1]),
  ),
  on("SpaceToBatchND", "with padding", image, ({ x }) =>
    tf.spaceToBatchND(
      x!,
      [2, 2],
      [
        [0, 0],
        [1, 2],
      ],
    ),
  ),
  on("SpaceToBatchND", "one axis", A, ({ x }) =>
    tf.spaceToBatchND(x!, [3], [[0, 0]]),
  ),
  on("BatchToSpaceND", "with crops", { x: spread([4, 2, 3, 1]) }, ({ x }) =>
    tf.batchToSpaceND(
      x!,
      [2, 2],
      [
        [1, 0],
        [0, 1],
      ],
    ),
  ),
  on("DepthToSpace", "channels last", image, ({ x }) =>
    tf.depthToSpace(x as tf.Tensor4D, 2),
  ),
  on(
    "DepthToSpace",
    "channels first",
    { x: spread([2, 8, 2, 3]) },
    ({ x }) => tf.depthToSpace(x as tf.Tensor4D, 2, "NCHW"),
    {
      reference: ({ x }) =>
        tf.transpose(
          tf.depthToSpace(tf.transpose(x as tf.Tensor4D, [0, 2, 3, 1]), 2),
          [0, 3, 1, 2],
        ),
    },
  ),
];

const TABLE = { x: spread([3, 4, 2]) };

const INDEXING: readonly Case[] = [
  on(
    "GatherV2",
    "along each axis",
    { ...TABLE, at: i32([2, 0, 0], [3, 1]) },
    ({ x, at }) => [tf.gather(x!, at!), tf.gather(x!, at!, 1)],
    { gradient: false },
  ),
  on(
    "GatherV2",
    "gradient at the first axis",
    { ...TABLE, at: i32([2, 0, 0]) },
    ({ x, at }) => tf.gather(x!, at!),
  ),
  on(
    "GatherV2",
    "gradient at the second axis",
    { ...TABLE, at: i32([3, 0, 0]) },
    ({ x, at }) => tf.gather(x!, at!, 1),
  ),
  on(
    "GatherV2",
    "with a scalar and nothing",
    { ...TABLE, at: i32([1], []), none: i32([], [0]) },
    ({ x, at, none }) => [tf.gather(x!, at!, 2), tf.gather(x!, none!)],
    { gradient: false },
  ),
  on(
    "GatherV2",
    "one axis of batch",
    { x: spread([2, 3, 2]), at: i32([2, 0, 1, 1], [2, 2]) },
    ({ x, at }) => tf.gather(x!, at!, 1, 1),
  ),
  on(
    "GatherV2",
    "batch before an outer axis",
    { x: spread([2, 3, 4]), at: i32([2, 0, 1, 1], [2, 2]) },
    ({ x, at }) => tf.gather(x!, at!, 2, 1),
    { gradient: false },
  ),
  on(
    "GatherV2",
    "two axes of batch",
    { x: spreadInts([2, 2, 3], 0, 50), at: i32([2, 0, 1, 1], [2, 2, 1]) },
    ({ x, at }) => tf.gather(x!, at!, 2, 2),
  ),
  on(
    "GatherNd",
    "elements and rows",
    { ...TABLE, at: i32([2, 1, 0, 0, 3, 1], [2, 3]), row: i32([1, 0], [2, 1]) },
    ({ x, at, row }) => [tf.gatherND(x!, at!), tf.gatherND(x!, row!)],
  ),
  on(
    "GatherNd",
    "of truth values",
    { ...TRUTHS, at: i32([1, 2], [1, 2]) },
    ({ x, at }) => tf.gatherND(x!, at!),
  ),
  on(
    "ScatterNd",
    "adds up at one place",
    { at: i32([1, 3, 1], [3, 1]), updates: spread([3, 2]) },
    ({ at, updates }) => tf.scatterND(at!, updates!, [5, 2]),
  ),
  on(
    "ScatterNd",
    "integers",
    { at: i32([1, 3, 1], [3, 1]), updates: i32([4, 5, 6]) },
    ({ at, updates }) => tf.scatterND(at!, updates!, [5]),
  ),
  on(
    "TensorScatterUpdate",
    "rows",
    {
      x: spread([4, 2]),
      at: i32([3, 0], [2, 1]),
      updates: spread([2, 2], 8, 9),
    },
    ({ x, at, updates }) => tf.tensorScatterUpdate(x!, at!, updates!),
  ),
  on(
    "SparseToDense",
    "with a default",
    {
      at: i32([0, 1, 2, 0], [2, 2]),
      values: f32([5, 6]),
      fallback: f32([-1], []),
    },
    ({ at, values, fallback }) =>
      tf.sparseToDense(at!, values!, [3, 2], fallback as tf.Scalar),
  ),
  on(
    "SparseToDense",
    "one value in a vector",
    { at: i32([0, 3]), values: f32([5], []) },
    ({ at, values }) => tf.sparseToDense(at!, values!, [5]),
  ),
  on(
    "UnsortedSegmentSum",
    "drops ids out of range",
    { x: spread([5, 2, 1]), ids: i32([1, 0, 1, 7, -1]) },
    ({ x, ids }) => tf.unsortedSegmentSum(x!, ids as tf.Tensor1D, 3),
    { gradient: false },
  ),
  on(
    "UnsortedSegmentSum",
    "gradient",
    { x: spread([4, 2]), ids: i32([1, 0, 1, -1]) },
    ({ x, ids }) => tf.unsortedSegmentSum(x!, ids as tf.Tensor1D, 3),
  ),
  on(
    "UnsortedSegmentSum",
    "of integers",
    { x: i32([1, 2, 3]), ids: i32([1, 0, 1]) },
    ({ x, ids }) => tf.unsortedSegmentSum(x!, ids as tf.Tensor1D, 2),
  ),
];

const MATRIX = { x: spread([2, 4, 4]) };
/** A created tensor, added to an input so that the graph is not constant. */
const created =
  (make: () => tf.Tensor) =>
  ({ x }: Record<string, tf.Tensor>) => [make(), tf.add(x!, make())];
const ZERO = { x: f32([0], []) };

const CREATION: readonly Case[] = [
  on(
    "Fill",
    "of each type",
    { x: f32([1], []) },
    created(() => tf.fill([2, 3], 1.5)),
    { gradient: false },
  ),
  on(
    "Fill",
    "integers, truths, a scalar and nothing",
    ZERO,
    () => [
      tf.fill([2], 3, "int32"),
      tf.ones([2], "bool"),
      tf.fill([], 2),
      tf.zeros([0, 2]),
    ],
    { gradient: false },
  ),
  on(
    "ZerosLike",
    "of each type",
    { ...TRUTHS, y: i32([1]), z: spread([2]) },
    ({ x, y, z }) => [tf.zerosLike(x!), tf.zerosLike(y!), tf.zerosLike(z!)],
    { gradient: false },
  ),
  on("ZerosLike", "gradient", { x: spread([2]) }, ({ x }) =>
    tf.add(tf.zerosLike(x!), x!),
  ),
  on(
    "OnesLike",
    "of each type",
    { ...TRUTHS, y: i32([1]), z: spread([2]) },
    ({ x, y, z }) => [tf.onesLike(x!), tf.onesLike(y!), tf.onesLike(z!)],
    { gradient: false },
  ),
  on(
    "LinSpace",
    "adds up as TF.js does",
    ZERO,
    created(() => tf.linspace(0.1, 0.9, 7)),
    { rtol: 0, atol: 0 },
  ),
  on(
    "LinSpace",
    "of one number",
    ZERO,
    created(() => tf.linspace(3, 9, 1)),
  ),
  on(
    "Range",
    "up, down and nowhere",
    ZERO,
    () => [
      tf.range(0, 5),
      tf.range(5, 0),
      tf.range(3, 3),
      tf.range(0.1, 1, 0.1),
      tf.range(5, 0, -2, "int32"),
      tf.range(0, 5, -1),
    ],
    { rtol: 0, atol: 0, gradient: false },
  ),
  on(
    "OneHot",
    "indices out of range match nothing",
    { at: i32([0, 3, -1, 2, -100], [5, 1]) },
    ({ at }) => [tf.oneHot(at!, 3), tf.oneHot(at!, 3, 1, 0, "float32")],
  ),
  on("OneHot", "with other values", { at: i32([1, 0]) }, ({ at }) => [
    tf.oneHot(at!, 2, 0.5, -0.5, "float32"),
    tf.oneHot(at!, 2, 7, 3),
    tf.oneHot(at!, 2, 1, 0, "bool"),
  ]),
  on("OneHot", "of a scalar", { at: i32([1], []) }, ({ at }) =>
    tf.oneHot(at!, 2),
  ),
  on(
    "Diag",
    "of a vector and a matrix",
    { x: spread([3]), y: spread([2, 2]) },
    ({ x, y }) => [tf.diag(x!), tf.diag(y!)],
  ),
  on(
    "Diag",
    "of integers and truth values",
    { x: i32([4, 5]), y: bool([1, 0]) },
    ({ x, y }) => [tf.diag(x!), tf.diag(y!)],
  ),
  on(
    "MatrixBandPart",
    "as a kernel",
    { ...MATRIX, lower: i32([1], []), upper: i32([-1], []) },
    ({ x, lower, upper }) =>
      tf.engine().runKernel("MatrixBandPart", {
        input: x!,
        numLower: lower!,
        numUpper: upper!,
      }),
    { gradient: false, reference: ({ x }) => tf.linalg.bandPart(x!, 1, -1) },
  ),
  on("Select", "inside linalg.bandPart", MATRIX, ({ x }) =>
    tf.linalg.bandPart(x!, 0, 2),
  ),
  on(
    "BroadcastArgs",
    "of two shapes",
    { a: i32([3, 1, 4]), b: i32([2, 1]) },
    ({ a, b }) => tf.broadcastArgs(a!, b!),
  ),
];

export const SHAPE_CASES: readonly Case[] = [
  ...MOVES,
  ...ORDERS,
  ...INDEXING,
  ...CREATION,
];

/** @file Kernels that are not compiled, and why. */
import { unsupported, type Unsupported } from "./rule";

const dataDependent = (what: string): Unsupported =>
  unsupported(
    `the shape of its result depends on ${what}, and a compiled graph has fixed shapes`,
  );
const outside = (what: string): Unsupported =>
  unsupported(`${what} is not part of this compiler`);

const CONVOLUTION = outside("convolution");
const POOLING = outside("pooling");
const IMAGE = outside("image processing");
const COMPLEX = unsupported("ONNX operators have no complex numbers");
const STRINGS = unsupported("strings cannot be compiled, only numbers");
const RAGGED = dataDependent("the row lengths of a ragged tensor");

export const UNSUPPORTED = {
  AvgPool: POOLING,
  AvgPoolGrad: POOLING,
  AvgPool3D: POOLING,
  AvgPool3DGrad: POOLING,
  MaxPool: POOLING,
  MaxPoolGrad: POOLING,
  MaxPool3D: POOLING,
  MaxPool3DGrad: POOLING,
  MaxPoolWithArgmax: POOLING,
  Pool: POOLING,

  Conv2D: CONVOLUTION,
  Conv2DBackpropFilter: CONVOLUTION,
  Conv2DBackpropInput: CONVOLUTION,
  Conv3D: CONVOLUTION,
  Conv3DBackpropFilterV2: CONVOLUTION,
  Conv3DBackpropInputV2: CONVOLUTION,
  DepthwiseConv2dNative: CONVOLUTION,
  DepthwiseConv2dNativeBackpropFilter: CONVOLUTION,
  DepthwiseConv2dNativeBackpropInput: CONVOLUTION,
  Dilation2D: CONVOLUTION,
  Dilation2DBackpropFilter: CONVOLUTION,
  Dilation2DBackpropInput: CONVOLUTION,
  FusedConv2D: CONVOLUTION,
  FusedDepthwiseConv2D: CONVOLUTION,

  CropAndResize: IMAGE,
  LRN: IMAGE,
  LRNGrad: IMAGE,
  ResizeBilinear: IMAGE,
  ResizeBilinearGrad: IMAGE,
  ResizeNearestNeighbor: IMAGE,
  ResizeNearestNeighborGrad: IMAGE,
  RotateWithOffset: IMAGE,
  Transform: IMAGE,
  Draw: unsupported("it draws on a canvas of the browser"),
  FromPixels: unsupported(
    "it reads the browser's pixels; pass them as an input",
  ),

  Complex: COMPLEX,
  ComplexAbs: COMPLEX,
  FFT: COMPLEX,
  IFFT: COMPLEX,
  Imag: COMPLEX,
  Real: COMPLEX,

  StaticRegexReplace: STRINGS,
  StringNGrams: STRINGS,
  StringSplit: STRINGS,
  StringToHashBucketFast: STRINGS,

  NonMaxSuppressionV3: dataDependent("how many boxes are kept"),
  NonMaxSuppressionV4: dataDependent("how many boxes are kept"),
  NonMaxSuppressionV5: dataDependent("how many boxes are kept"),
  RaggedGather: RAGGED,
  RaggedRange: RAGGED,
  RaggedTensorToTensor: RAGGED,
  SparseFillEmptyRows: dataDependent("how many rows are empty"),
  SparseReshape: dataDependent("the elements of the new shape"),
  SparseSegmentMean: dataDependent("the last segment id"),
  SparseSegmentSum: dataDependent("the last segment id"),
  Unique: dataDependent("how many elements are distinct"),

  Multinomial: unsupported(
    "its random numbers are made on the host; pass uniform numbers as an input",
  ),
} satisfies Record<string, Unsupported>;

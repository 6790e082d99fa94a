/** @file A TF.js backend that records operations into a graph instead of computing them. */
import {
  DataStorage,
  engine,
  KernelBackend,
  type BackendValues,
  type DataType as TensorDataType,
  type TensorInfo,
} from "@tensorflow/tfjs-core";
import { UntraceableReadError } from "../errors";
import type { GraphBuilder } from "../graph/builder";
import { constantData } from "../graph/builder";
import type { ConstantData, DataType, Value } from "../graph/graph";
import { reshape } from "../rules/shapes";
import { callerOfOp } from "./caller";

/** Name under which the recording backend is registered with TF.js. */
export const TRACE_BACKEND = "trm-trace";

/** A tensor of the trace: a constant's host data, or a value of the graph under construction. */
interface Entry {
  readonly value?: Value;
  readonly host?: ConstantData;
  references: number;
}

/** Records into the graph builder that `begin` handed over; knows tensors by their data ids. */
export class TraceBackend extends KernelBackend {
  readonly #entries: DataStorage<Entry>;
  #builder: GraphBuilder | undefined;
  #constants = new Map<object, Value>();

  constructor() {
    super();
    this.#entries = new DataStorage(this, engine());
  }

  /** Starts recording into a graph. */
  begin(builder: GraphBuilder): void {
    if (this.#builder)
      throw new Error("a trace is already in progress: traces cannot nest");
    this.#builder = builder;
    this.#constants = new Map();
  }

  /** Stops recording. */
  end(): void {
    this.#builder = undefined;
    this.#constants = new Map();
  }

  get builder(): GraphBuilder {
    if (!this.#builder)
      throw new Error(
        `the TF.js backend "${TRACE_BACKEND}" only records inside toOnnx; select another backend with tf.setBackend`,
      );
    return this.#builder;
  }

  /** The graph value behind a tensor; captured tensors become constants. */
  graphValue(tensor: TensorInfo): Value {
    const { value, host } = this.#entries.get(tensor.dataId);
    // TF.js reshapes by making a second tensor over the same data; the graph needs a Reshape for it.
    if (value) return reshape(value, tensor.shape, this.builder);
    const known = this.#constants.get(tensor.dataId);
    if (known) return reshape(known, tensor.shape, this.builder);
    if (!host) throw new UntraceableReadError(callerOfOp());
    const dtype = tensor.dtype as DataType;
    const constant = this.builder.constant(host, {
      dtype,
      shape: tensor.shape,
    });
    this.#constants.set(tensor.dataId, constant);
    return constant;
  }

  /** A tensor over a graph value. */
  tensorOf(value: Value): TensorInfo {
    const dtype = tensorDataType(value.dtype);
    const dataId = {};
    this.#entries.set(dataId, { value, references: 1 });
    return { dataId, shape: [...value.shape], dtype };
  }

  override write(
    values: BackendValues,
    shape: number[],
    dtype: TensorDataType,
  ): object {
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(
    dataId: object,
    values: BackendValues,
    _shape: number[],
    dtype: TensorDataType,
    references: number,
  ): void {
    this.#entries.set(dataId, { host: hostData(values, dtype), references });
  }

  override readSync(dataId: object): BackendValues {
    const { host, value } = this.#entries.get(dataId);
    const values = host ?? value?.data;
    if (!values || values instanceof BigInt64Array)
      throw new UntraceableReadError(callerOfOp());
    return values instanceof Uint32Array ? Int32Array.from(values) : values;
  }

  override async read(dataId: object): Promise<BackendValues> {
    return this.readSync(dataId);
  }

  override disposeData(dataId: object, force = false): boolean {
    if (!this.#entries.has(dataId)) return true;
    const entry = this.#entries.get(dataId);
    entry.references -= 1;
    if (entry.references > 0 && !force) return false;
    this.#entries.delete(dataId);
    return true;
  }

  override incRef(dataId: object): void {
    this.#entries.get(dataId).references += 1;
  }
  override refCount(dataId: object): number {
    return this.#entries.has(dataId) ? this.#entries.get(dataId).references : 0;
  }
  override numDataIds(): number {
    return this.#entries.numDataIds();
  }
  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }
  override timerAvailable(): boolean {
    return false;
  }
  override floatPrecision(): 32 {
    return 32;
  }
  override epsilon(): number {
    return 1e-7;
  }
  override dispose(): void {}
}

/** The TF.js element type that stands for an ONNX one. */
const tensorDataType = (dtype: DataType): TensorDataType => {
  if (dtype === "float32" || dtype === "bool") return dtype;
  return "int32";
};

const hostData = (
  values: BackendValues,
  dtype: TensorDataType,
): ConstantData => {
  if (dtype !== "float32" && dtype !== "int32" && dtype !== "bool")
    throw new TypeError(
      `a traced function used a tensor of dtype ${dtype}: only float32, int32 and bool can be compiled`,
    );
  if (values instanceof Float32Array && dtype === "float32") return values;
  if (values instanceof Int32Array && dtype === "int32") return values;
  return constantData(Array.from(values as ArrayLike<number>, Number), dtype);
};

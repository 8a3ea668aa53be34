import { parseRemovalLimit, type RemovalLimit } from "@kalypso-actions/gitops-branch";
import { parseShard, type Shard } from "@kalypso-actions/manifests";
import { dnsLabel } from "@kalypso-actions/names";
import { parseJobs } from "@kalypso-actions/rendering";
import { type AddRequest, readAddRequest } from "./add/request.ts";
import type { CommandLine } from "./arguments.ts";
import { type DoctorRequest, readDoctorRequest } from "./doctor/request.ts";
import {
  type DestroyRequest,
  type InitRequest,
  readDestroyRequest,
  readInitRequest,
} from "./init/request.ts";
import { serverOf } from "./server.ts";
import { UsageError } from "./usage-error.ts";

/** The values of all options; each command uses what it declares. */
export interface Options {
  readonly operands: readonly string[];
  readonly controlPlane: string;
  readonly environment: string | undefined;
  readonly out: string | undefined;
  readonly gitops: string | undefined;
  readonly key: string | undefined;
  readonly shard: Shard | undefined;
  readonly jobs: number | undefined;
  readonly maxRemoved: RemovalLimit | undefined;
  readonly exitCode: boolean;
  /** Who is asked about the clusters; undefined for the default. */
  readonly health: string | undefined;
  /** Whether a report has the values of the configuration. */
  readonly withValues: boolean;
  /** In commits. */
  readonly depth: number | undefined;
  readonly add: AddRequest | undefined;
  readonly init: InitRequest | undefined;
  readonly destroy: DestroyRequest | undefined;
  readonly doctor: DoctorRequest | undefined;
}

/**
 * The command line's values, each in its type.
 * @throws UsageError with everything that is wrong with the command line
 */
export function readOptions({ command, operands, values, problems }: CommandLine): Options {
  const found = [...problems];
  function read<T>(name: string, parse: (text: string) => T | undefined, expected: string): T | undefined {
    const text = values.get(name);
    // What is no value at all is reported already.
    if (text === undefined || text === "" || text.startsWith("--")) return undefined;
    const value = parse(text);
    if (value === undefined) found.push(`--${name} is ${text}; expected ${expected}`);
    return value;
  }
  const name = (text: string) => (dnsLabel.test(text) ? text : undefined);
  const add = command === "add" ? readAddRequest(operands, values) : undefined;
  const init = command === "init" ? readInitRequest(values, serverOf(process.env)) : undefined;
  const doctor = command === "doctor" ? readDoctorRequest(values, serverOf(process.env)) : undefined;
  const destroy = command === "destroy" ? readDestroyRequest(values) : undefined;
  for (const each of [add, init, destroy, doctor]) found.push(...(each?.problems ?? []));
  const options = {
    operands,
    controlPlane: values.get("control-plane") ?? ".",
    // `add` has all of its rules in one place.
    environment: command === "add" ? undefined : read("environment", name, "lowercase letters, digits and -"),
    out: values.get("out"),
    gitops: values.get("gitops"),
    key: values.get("key"),
    shard: read("shard", parseShard, "<index>/<count>, with an index from 1 to the count, such as 3/8"),
    jobs: read("jobs", parseJobs, "a number from 1 to 64"),
    maxRemoved: read("max-removed", parseRemovalLimit, "a number or a percentage, such as 10 or 25%"),
    exitCode: values.has("exit-code"),
    health: values.get("health"),
    withValues: values.has("values"),
    depth: read("depth", parseDepth, "a number from 1 to 10000"),
    add: add?.request,
    init: init?.request,
    destroy: destroy?.request,
    doctor: doctor?.request,
  };
  if (found.length > 0) throw new UsageError(...found);
  return options;
}

function parseDepth(text: string): number | undefined {
  const depth = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return depth >= 1 && depth <= 10_000 ? depth : undefined;
}

/** What the declaration requires. @throws UsageError */
export function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new UsageError(`${name} is missing`);
  return value;
}

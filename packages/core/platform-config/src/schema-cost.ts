/**
 * What validating one value against a schema can cost, whatever the value: subschemas that apply to the same value, and
 * what they refer to. A chain of references that each appear twice doubles with every link.
 */

type Node = Readonly<Record<string, unknown>>;

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Keywords whose subschemas apply to the value itself, not to a part of it. */
const inPlace = ["allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "dependencies"];
const references = ["$ref", "$dynamicRef", "$recursiveRef"];
const names = ["$id", "id", "$anchor", "$dynamicAnchor"];

function childrenOf(value: unknown): readonly Node[] {
  if (Array.isArray(value)) return value.filter(isNode);
  return isNode(value) ? [value] : [];
}

function everyNode(root: Node): readonly Node[] {
  const found = new Set<Node>();
  const open: unknown[] = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (isNode(value)) {
      if (found.has(value)) continue;
      found.add(value);
    }
    if (typeof value === "object" && value !== null) open.push(...Object.values(value));
  }
  return [...found];
}

/** The part of a pointer that follows `#`, as a path of keys. */
function pointed(root: Node, pointer: string): unknown {
  let value: unknown = root;
  for (const part of pointer.split("/").slice(1)) {
    const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    value = isNode(value) || Array.isArray(value) ? (value as Node)[key] : undefined;
  }
  return value;
}

class Costs {
  readonly #root: Node;
  readonly #named = new Map<string, Node>();
  readonly #costs = new Map<Node, number>();

  constructor(root: Node, nodes: readonly Node[]) {
    this.#root = root;
    for (const node of nodes)
      for (const keyword of names) {
        const name = node[keyword];
        if (typeof name === "string") this.#named.set(name.replace(/^#/, ""), node);
      }
  }

  of(node: Node): number {
    const known = this.#costs.get(node);
    if (known !== undefined) return known;
    // What refers to itself without a part of the value in between is found when it is used.
    this.#costs.set(node, 1);
    let cost = 1;
    for (const keyword of inPlace) {
      const value = node[keyword];
      const isByName = keyword === "dependentSchemas" || keyword === "dependencies";
      const children = isByName && isNode(value) ? Object.values(value).filter(isNode) : childrenOf(value);
      for (const child of children) cost += this.of(child);
    }
    for (const keyword of references) {
      const target = this.#target(node[keyword]);
      if (target !== undefined) cost += this.of(target);
    }
    this.#costs.set(node, cost);
    return cost;
  }

  #target(reference: unknown): Node | undefined {
    if (typeof reference !== "string") return undefined;
    const [base = "", fragment = ""] = reference.split("#", 2);
    if (fragment.startsWith("/")) {
      const found = pointed(this.#named.get(base) ?? this.#root, fragment);
      return isNode(found) ? found : undefined;
    }
    return this.#named.get(fragment === "" ? base : fragment) ?? (reference === "#" ? this.#root : undefined);
  }
}

/** The most subschemas that may apply to one value. */
const maxCost = 10_000;

/** The validation of a schema compares each value of an enum with each other, so the square of their number counts. */
const maxValues = 10_000;

function hasTooManyValues(nodes: readonly Node[]): boolean {
  let squares = 0;
  for (const { enum: values } of nodes) if (Array.isArray(values)) squares += values.length ** 2;
  return squares > maxValues ** 2;
}

/** @returns why a schema cannot be used safely; undefined if it can */
export function schemaRefusal(schema: Node): string | undefined {
  const nodes = everyNode(schema);
  if (nodes.some((node) => Object.hasOwn(node, "$async")))
    return "it uses $async, which nothing here waits for";
  if (hasTooManyValues(nodes)) return `its enums have more than ${maxValues} values`;
  const costs = new Costs(schema, nodes);
  const isCostly = nodes.some((node) => costs.of(node) > maxCost);
  return isCostly ? `its references multiply to more than ${maxCost} subschemas for one value` : undefined;
}

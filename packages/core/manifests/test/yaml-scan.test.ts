import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { scanDocuments, scanManifests, scanTokens, type Token } from "@kalypso-actions/manifests";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Document, isMap, isPair, isScalar, isSeq, parse, parseAllDocuments } from "yaml";
import { parseManifests } from "../src/manifest-check.ts";

const templates = fileURLToPath(
  new URL("../../../../workflows-examples/control-plane/main/templates", import.meta.url),
);

/** The manifests of the samples' templates, as if every tag printed a word and every section were empty. */
const written = readdirSync(templates).flatMap((file): readonly string[] =>
  parse(readFileSync(`${templates}/${file}`, "utf8")).spec.manifests.map((text: string) =>
    text.replaceAll(/^ *\{\{[#/].*\n/gm, "").replaceAll(/\{\{[^{}]*\}\}/g, "word"),
  ),
);

const dense = `---
# a comment
apiVersion: networking.k8s.io/v1 # and another
kind: NetworkPolicy
metadata: { name: "allow", namespace: 'x', labels: {a: b, "c/d": 'e', f: 1, g: } }
spec:
  podSelector: {}
  ingress:
  - from:
    - namespaceSelector: { matchLabels: { team: t } }
    - ipBlock: { cidr: 10.0.0.0/16, except: ["10.0.1.0/24",
        10.0.2.0/24 , ] }
    ports: [{ protocol: TCP, port: 80 }]
  matrix:
    - - a
      - b
    - - c
  note: plain text
    of two lines, with http://x:80/y
  quoted: "two
    lines \\u002d \\
    joined"
  single: 'it''s'
  types: [1, 1.5, true, ~, null, 0x1F, .inf, -1e3, yes, v1]
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: facts
data:
  script: |-
    set -eu
      deeper: [
    # no comment

    echo "$x: y"
  folded: >
    some
    words
  "quoted key": x
  empty:
  last: |
    end
`;

const bits = [
  ..."\n |  |- |:|: |#| #| # c|{|}|[|]|,|'|\"|''|\\|---\n|\n---\n|...\n|... |&a |*a|!t |%|@|`|? |~|1|0x1|true|a".split(
    "|",
  ),
  "|",
  "|\n",
  ">-\n",
  "x: >+ # c\n",
  "a: b\n",
  "- a\n",
  "é",
  "\u2028",
  "\t",
  "<<: ",
  "\n\n",
  "\n  ",
  "\\\n",
  "\r",
];

const line = fc.constantFrom(
  ..."a:^b: c^  c: d^  e:^    f: g^- x^  - y^- - z^- k: v^  l: w^    deep text^# c^  # c^^  ^t: |^  t: >-^- |".split(
    "^",
  ),
  ...`q: 'it''s'^  more'^r: "a\\^  b"^s: [a,^  b]^  ]^u: {a: b,^  c}^}^1: x^'1': y^"b": z^v: - x^w: a b^  cont^   cont # c`.split(
    "^",
  ),
  ..."---^--- # c^y: ~^z: 12^aa: {}^ab: []^ac: [{a: 1}, [b]]^-^  -^ae: 'x' # c^af: 'x'#c^ag: x#c^ah: {a:b}^...  a: b".split(
    "^",
  ),
  ..."ai: [a:b, -1, - c]^ak: {x: http://x:80/y, y: ,}^al: [a , b ]^am: [a b, c  d]^ao: -x^ap: [-]^kind: x^metadata:^  name: y".split(
    "^",
  ),
);

const change = fc.record({
  how: fc.constantFrom("insert", "insert", "delete", "line", "indent"),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  bit: fc.constantFrom(...bits),
  line,
});

function changed(
  text: string,
  { how, at, bit, line: added }: typeof change extends fc.Arbitrary<infer T> ? T : never,
): string {
  const offset = Math.floor(at * text.length);
  if (how === "insert") return text.slice(0, offset) + bit + text.slice(offset);
  if (how === "delete") return text.slice(0, offset) + text.slice(offset + bit.length);
  const lines = text.split("\n");
  const index = Math.floor(at * lines.length);
  if (how === "line") lines.splice(index, bit.length % 2, added);
  else lines[index] = ` ${lines[index]}`.slice(bit.length % 3);
  return lines.join("\n");
}

const texts = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(...written, dense),
      fc.array(line, { maxLength: 9 }).map((lines) => lines.join("\n")),
    ),
    fc.array(change, { maxLength: 3 }),
  )
  .map(([text, changes]) => changes.reduce(changed, text));

const scalar = fc.constantFrom(
  ..."b|b|v1.2.3|b c|true|yes|No|y|on|00123|0755|0o17|0o-7|0x1F|1_000|0b11|1e3|.5|.inf|.nan|~|null||2024-01-31|2024-01-31T10:00:00Z".split(
    "|",
  ),
  ...`'yes'|"00123"|''|{}|{ a: b }|[a]|[]|1.10|10.0.0.1|-1|+1|=|long words|b # c|'x' # c`.split("|"),
  "|\n        x",
  "b\n        cont",
  "\n        - metadata: { labels: { a: yes } }",
  "\n        metadata: { labels: { a: 1 } }",
  "{ metadata: { annotations: { a: off, b: 'c' } } }",
);

const key = fc.constantFrom(
  ..."a b tier x.io/y name namespace labels 1 yes 'yes' 0x1 \"on\" metadata".split(" "),
);

const entries = fc
  .uniqueArray(fc.tuple(key, scalar), { maxLength: 3, selector: ([name]) => name })
  .map((pairs) => pairs.map(([name, value]) => `\n      ${name}: ${value}`).join(""));

const place = fc
  .tuple(
    fc.constantFrom(
      ..."metadata:\n    name: a\n    labels|metadata:\n    name: a\n    annotations|data|stringData|spec:\n    selector:\n     matchLabels|spec:\n   template:\n    metadata:\n     labels|spec:\n    metadata|spec:\n   values:\n    metadata:\n     labels|spec:\n   properties:\n    matchLabels|items:\n  - metadata:\n     labels|metadata|spec:\n  - matchLabels".split(
        "|",
      ),
    ),
    fc.oneof(entries, scalar),
  )
  .map(([path, value]) => `${path}: ${value}\n`);

const objects = fc
  .tuple(
    fc.constantFrom("v1", "v1", "apps/v1", "x.io/v1", "'v1'", "1"),
    fc.constantFrom("ConfigMap", "ConfigMap", "Secret", "Foo", "ConfigMapList", "yes"),
    fc.constantFrom("a", "a", "a", "A", "a/b", "'..'", "yes", "1.5", "a_b", "2024-01-31"),
    fc.constantFrom("", "", "a", "A.b", "yes", "~", "'1'"),
    fc.array(place, { maxLength: 3 }),
  )
  .map(([apiVersion, kind, name, namespace, places]) => {
    const head = `apiVersion: ${apiVersion}\nkind: ${kind}\n`;
    const isSplit = places.some((text) => text.startsWith("metadata"));
    return isSplit
      ? places.join("") + head
      : `${head}metadata: { name: ${name}, namespace: ${namespace} }\n${places.join("")}`;
  });

/** A token, or the library's result in the same form. Ends of block collections and of blocks are not compared. */
interface Read {
  readonly kind: string;
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly text?: string;
}

/** The library's result in the scan's format. */
function* tokensOf(node: unknown, given: string): Generator<Read> {
  if (isMap(node) || isSeq(node)) {
    const [start = 0, end = 0] = node.range ?? [];
    const kind = isMap(node) ? "map" : "list";
    yield { kind, start, end: start };
    for (const item of node.items) {
      if (!isPair(item)) yield* tokensOf(item, given);
      else {
        yield { ...scalarOf(item.key, given), kind: "key" };
        yield* tokensOf(item.value, given);
      }
    }
    yield node.flow
      ? { kind: `${kind}-end`, start: end, end }
      : { kind: `${kind}-end`, start: undefined, end: undefined };
  } else yield scalarOf(node, given);
}

function scalarOf(node: unknown, given: string): Read {
  if (!isScalar(node) || !node.range) return { kind: "null", start: undefined, end: undefined };
  const [start, end] = node.range;
  const kind = typeOf(node);
  // The place of an omitted null is not defined: anywhere between the tokens around it.
  if (start === end) return { kind, start: undefined, end: undefined };
  const isBlock = node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED";
  return { kind, start, end: isBlock ? start + given.slice(start, end).trimEnd().length : end };
}

function typeOf(node: unknown): string {
  const value = isScalar(node) ? node.value : null;
  if (typeof value === "string") return "text";
  if (typeof value === "boolean") return "boolean";
  if (value === null) return "null";
  return isScalar(node) && /^(?:[-+]?\d+|0[xo].*)$/.test(node.source ?? "") ? "integer" : "float";
}

/** A scan's tokens in that form. Checks that every start has its end and that tokens are in order. */
function tokensRead(tokens: readonly Token[], given: string): readonly Read[] {
  const open: boolean[] = [];
  let last = 0;
  const read = tokens.map(({ kind, start, end }): Read => {
    expect(start, given).toBeGreaterThanOrEqual(last);
    expect(end, given).toBeGreaterThanOrEqual(start);
    last = end;
    if (kind === "map" || kind === "list") open.push(/[[{]/.test(given[start] ?? ""));
    const isFlowEnd = kind.endsWith("-end") && open.pop();
    if (isFlowEnd) expect(given[start - 1], given).toBe(kind === "map-end" ? "}" : "]");
    if ((kind.endsWith("-end") && !isFlowEnd) || (kind === "null" && start === end))
      return { kind, start: undefined, end: undefined };
    const isBlock = kind === "text" && /[|>]/.test(given[start] ?? "");
    return { kind, start, end: isBlock ? start + given.slice(start, end).trimEnd().length : end };
  });
  expect(open, given).toEqual([]);
  return read;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function identity(document: Document) {
  const isObject = isMap(document.contents);
  const data = isObject ? document.toJS() : {};
  return {
    isMap: isObject,
    isMeant: "apiVersion" in data || "kind" in data,
    apiVersion: text(data.apiVersion),
    kind: text(data.kind),
    namespace: text(data.metadata?.namespace),
    name: text(data.metadata?.name),
  };
}

/** @returns whether the scan was sure */
function agrees(given: string): boolean {
  const scanned = scanTokens(given);
  const found = scanDocuments(given);
  expect(scanned?.documents, given).toEqual(found);
  if (found === undefined) return false;
  const parsed = parseAllDocuments(given, { merge: true });
  const documents = "empty" in parsed ? [] : parsed;
  expect(
    documents.flatMap(({ errors }) => errors.map(({ code }) => code)),
    given,
  ).toEqual([]);
  const full = documents.filter(
    ({ contents }) => contents !== null && !(isScalar(contents) && contents.value === null),
  );
  expect(
    found.map(({ isText: _, isDataText: __, ...document }) => document),
    given,
  ).toEqual(full.map((document) => identity(document)));
  expect(tokensRead(scanned?.tokens ?? [], given), given).toEqual(
    full.flatMap(({ contents }) => [...tokensOf(contents, given)]),
  );
  return true;
}

describe("a scan", () => {
  test.each([...written, dense].map((given) => [given]))(
    "is sure of what templates typically produce: %j",
    (given) => {
      expect(agrees(given)).toBe(true);
    },
  );

  test.each([
    "a: &x b\nc: *x\n",
    "a: !!str b\n",
    "<<: {a: b}\n",
    "a: b\na: c\n",
    "a: b: c\n",
    "a:\tb\n",
    "a: 'x\n",
    "text",
    "- a\nb: c\n",
    "%YAML 1.2\n---\na: b\n",
    "a: |2\n  b\n",
  ])("leaves %j to the library", (given) => {
    expect(scanDocuments(given)).toBeUndefined();
  });

  test("is sure only if the library agrees: documents, names, keys, types and places", () => {
    let sure = 0;
    fc.assert(
      fc.property(texts, (given) => {
        if (agrees(given)) sure++;
      }),
      { numRuns: 4_000 },
    );
    expect(sure).toBeGreaterThan(300);
  });

  test("accepts only objects in which the library finds nothing wrong, and all of them", () => {
    let sound = 0;
    let wrong = 0;
    fc.assert(
      fc.property(objects, (given) => {
        const scanned = scanDocuments(given);
        if (scanned === undefined) return;
        const problems = parseManifests(given);
        // A plain scalar over several lines, and a list of objects, are for the library.
        const isOpen = /\n {6,}cont|List/.test(given);
        if (scanManifests(given, scanned)) expect(problems, given).toEqual([]);
        else if (!isOpen) expect(problems, given).not.toEqual([]);
        if (problems.length === 0) sound++;
        else wrong++;
      }),
      { numRuns: 3_000 },
    );
    expect(sound).toBeGreaterThan(100);
    expect(wrong).toBeGreaterThan(500);
  });

  test("returns the place of each value, so that callers can examine the text", () => {
    const given = 'data:\n  a: yes it is # c\n  "b": [1, "x"]\n';
    const parts = scanTokens(given)?.tokens.map(({ kind, start, end }) => [kind, given.slice(start, end)]);
    expect(parts?.filter(([, part]) => part !== "")).toEqual([
      ["key", "data"],
      ["key", "a"],
      ["text", "yes it is"],
      ["key", '"b"'],
      ["integer", "1"],
      ["text", '"x"'],
    ]);
  });
});

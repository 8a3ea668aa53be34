import { objectId } from "@kalypso-actions/files";
import {
  diffTrees,
  type FileTree,
  inventoryFiles,
  joinInventories,
  plainInventory,
} from "@kalypso-actions/gitops-branch";
import {
  inventoryOf,
  objectsOf,
  parseShard,
  render,
  type Shard,
  scanManifests,
} from "@kalypso-actions/manifests";
import { LabelIndex, mergeValues } from "@kalypso-actions/platform-config";
import {
  conditionsOf,
  formatSchedule,
  type LabelSelector,
  parseSchedule,
  readResources,
  type Schedule,
  type SourceFile,
} from "@kalypso-actions/resources";
import { compileSelector, explainSelector, schedule } from "@kalypso-actions/scheduling";
import { yamlScalar } from "@kalypso-actions/templates";
import { type ConfigValue, readConfigValue, shownText, toJson, ValueMap } from "@kalypso-actions/yaml-values";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";

const key = fc.constantFrom("a", "b", "c");
const value = fc.constantFrom("1", "2", "3");
const labels = fc.dictionary(key, value, { noNullPrototype: true });
const selector: fc.Arbitrary<LabelSelector> = fc.record({
  matchLabels: labels,
  matchExpressions: fc.array(
    fc.oneof(
      fc.record({
        key,
        operator: fc.constantFrom("In" as const, "NotIn" as const),
        values: fc.array(value, { minLength: 1 }),
      }),
      fc.record({ key, operator: fc.constantFrom("Exists" as const, "DoesNotExist" as const) }),
    ),
    { maxLength: 3 },
  ),
});

describe("selectors", () => {
  test("match exactly when every requirement in Kubernetes' definition matches", () => {
    fc.assert(
      fc.property(selector, labels, (chosen, given) => {
        const equal = Object.entries(chosen.matchLabels ?? {}).every(
          ([name, wanted]) => given[name] === wanted,
        );
        const sets = (chosen.matchExpressions ?? []).every(({ key: name, operator, values }) => {
          const found = given[name];
          const isListed = found !== undefined && (values ?? []).includes(found);
          return {
            In: isListed,
            NotIn: !isListed,
            Exists: found !== undefined,
            DoesNotExist: found === undefined,
          }[operator];
        });
        expect(compileSelector(chosen)(given)).toBe(equal && sets);
      }),
    );
  });

  test("are explained the way they decide", () => {
    fc.assert(
      fc.property(selector, labels, (chosen, given) => {
        expect(explainSelector(chosen, given).every(({ matched }) => matched)).toBe(
          compileSelector(chosen)(given),
        );
      }),
    );
  });

  test("never find a label in a prototype", () => {
    for (const name of ["constructor", "__proto__", "toString"]) {
      expect(compileSelector({ matchExpressions: [{ key: name, operator: "Exists" }] })({})).toBe(false);
    }
  });
});

const { config } = fc.letrec<{ config: ConfigValue }>((tie) => ({
  config: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom("x", "y", 1n, 1.5, true, null),
    fc.array(tie("config"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("name", "a", "b"), tie("config")).map(ValueMap.of),
  ),
}));

describe("merging configuration", () => {
  test("changes neither of its arguments", () => {
    fc.assert(
      fc.property(config, config, (existing, added) => {
        const before = [existing, added].map(shownText);
        mergeValues(existing, added);
        expect([existing, added].map(shownText)).toEqual(before);
      }),
    );
  });

  test("keeps every key of both maps, and the later value where they are not both lists or maps", () => {
    const flat = fc.dictionary(key, value, { noNullPrototype: true });
    fc.assert(
      fc.property(flat, flat, (existing, added) => {
        const merged = mergeValues(ValueMap.of(existing), ValueMap.of(added));
        expect(toJson(merged)).toEqual({ ...existing, ...added });
      }),
    );
  });

  test("is idempotent, except for lists without names", () => {
    const named = fc.uniqueArray(fc.record({ name: value, a: value }), { selector: ({ name }) => name });
    fc.assert(
      fc.property(named, (list) => {
        const map = ValueMap.of({ list: list.map(ValueMap.of) });
        expect(toJson(mergeValues(map, map))).toEqual({ list });
      }),
    );
  });
});

test("keeps a value that is not a list or map as written", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const found = readConfigValue(text).value;
      if (typeof found === "string" && !text.trim().startsWith("'")) expect(found).toBe(text);
    }),
  );
});

test("the label index finds what testing every item finds", () => {
  const wanted = fc.dictionary(
    fc.constantFrom("a", "b", "cluster-type", "workload", "deployment-target"),
    fc.constantFrom("1", "2", ""),
    { noNullPrototype: true },
  );
  const place = { file: "x", line: 1, column: 1 };
  fc.assert(
    fc.property(
      fc.record({
        items: fc.array(wanted),
        typeLabels: labels,
        targetLabels: labels,
        type: value,
        target: value,
      }),
      ({ items, typeLabels, targetLabels, type, target }) => {
        const clusterType = {
          name: type,
          labels: typeLabels,
          reconciler: "",
          namespaceService: "",
          configType: "",
          place,
        };
        const deploymentTarget = {
          name: target,
          workload: "1",
          registration: "1",
          workspace: "",
          labels: targetLabels,
          manifests: {},
          configSchemas: [],
          place,
        };
        const entries = items.map((itemLabels) => ({ labels: itemLabels }));
        const special: Record<string, string> = {
          "cluster-type": type,
          "deployment-target": target,
          workload: "1",
        };
        const expected = entries.filter((entry) =>
          conditionsOf(entry.labels).every(([name, text]) =>
            name in special
              ? special[name] === text
              : [typeLabels, targetLabels].some((own) => (own[name] ?? "") === text),
          ),
        );
        expect(new LabelIndex(entries).find({ clusterType, deploymentTarget })).toEqual(expected);
      },
    ),
  );
});

describe("YAML", () => {
  test("a scalar on one line reads back as the same text", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "true",
        "no",
        "1.0",
        "~",
        "a: b",
        "a #b",
        "- x",
        "0x1F",
        "12:30",
        "1e3",
        "",
        "East US",
        "mysql://h:1/x",
      ),
    );
    fc.assert(
      fc.property(
        text.filter((found) => found.isWellFormed()),
        (found) => {
          expect(parse(`key: ${yamlScalar(found)}`)).toEqual({ key: found });
        },
      ),
    );
  });

  test("the fast check accepts only what the parser finds to be complete objects, or none", () => {
    const line = fc.constantFrom(
      "apiVersion: v1",
      "kind: ConfigMap",
      "metadata:",
      "  name: x",
      '  name: "y"',
      "data:",
      "  a: b",
      "  a: c d",
      "  block: |",
      "    text",
      "  text",
      "      deep",
      "list:",
      "- x",
      "- a: b",
      "  c: d",
      "---",
      "",
      "  ",
      "# comment",
      "a:b",
      "a: b: c",
      "a: 'it''s'",
      "a: [1]",
      "  - nested",
      "\tx: y",
      "a: true",
      "name: z",
      "spec: {}",
      "a: x #y",
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 14 }), (lines) => {
        const text = lines.join("\n");
        if (!scanManifests(text)) return;
        const documents = parseAllDocuments(text, { merge: true });
        const types: unknown[] = [];
        for (const document of "empty" in documents ? [] : documents) {
          expect(document.errors, text).toEqual([]);
          const found = document.toJS();
          if (found === null || !("apiVersion" in found || "kind" in found)) continue;
          expect([typeof found.apiVersion, typeof found.kind, typeof found.metadata?.name], text).toEqual([
            "string",
            "string",
            "string",
          ]);
          types.push([found.apiVersion, found.kind]);
        }
        expect(
          objectsOf(text).map(({ apiVersion, kind }) => [apiVersion, kind]),
          text,
        ).toEqual(types);
      }),
      { numRuns: 20_000 },
    );
  });
});

/** A small fleet from a few numbers: enough variety for policies to overlap and miss. */
function fleet(types: number, targets: number, seed: number): readonly SourceFile[] {
  const head = (kind: string, name: string) =>
    `apiVersion: scheduler.kalypso.io/v1alpha1\nkind: ${kind}\nmetadata:\n  name: ${name}\n`;
  const label = (index: number) => `  labels: { size: "${(index * 7 + seed) % 3}", zone: "z${index % 4}" }\n`;
  const template = (name: string, type: string, kind: string) =>
    `${head("Template", name)}spec:\n  type: ${type}\n  manifests:\n    - |\n      apiVersion: v1\n      kind: ${kind}\n      metadata:\n        name: {{Namespace}}\n`;
  return [
    {
      path: "templates.yaml",
      text: [template("flux", "reconciler", "ConfigMap"), template("default", "namespace", "Namespace")].join(
        "---\n",
      ),
    },
    {
      path: "gitops.yaml",
      text: `${head("GitOpsRepo", "g")}spec: { repo: https://example.com/g, branch: dev }\n`,
    },
    ...Array.from({ length: types }, (_, index) => ({
      path: `types/${index}.yaml`,
      text: `${head("ClusterType", `type-${index}`)}${label(index)}spec: { reconciler: flux, namespaceService: default }\n`,
    })),
    ...Array.from({ length: 3 }, (_, index) => ({
      path: `policies/${index}.yaml`,
      text: `${head("SchedulingPolicy", `policy-${index}`)}spec:\n  deploymentTargetSelector: { labelSelector: { matchLabels: { size: "${index}" } } }\n  clusterTypeSelector: { labelSelector: { matchExpressions: [{ key: zone, operator: NotIn, values: [z${(index + seed) % 4}] }] } }\n`,
    })),
    ...Array.from({ length: 4 }, (_, index) => ({
      path: `configs/${index}.yaml`,
      text: `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: config-${index}\n  labels: { platform-config: "true", zone: z${index} }\ndata: { ZONE: "z${index}", N: "${seed}" }\n`,
    })),
    {
      path: "workload.yaml",
      text: `${head("Workload", "app")}spec:\n  deploymentTargets:\n${Array.from(
        { length: targets },
        (_, index) =>
          `    - name: target-${index}\n    ${label(index).trimEnd()}\n      environment: dev\n      manifests: { repo: r }\n`,
      )
        .join("")
        .replaceAll(/\n {6}labels/g, "\n      labels")}`,
    },
    {
      path: "registration.yaml",
      text: `${head("WorkloadRegistration", "app")}spec: { workload: { repo: https://example.com/a, branch: main }, workspace: w }\n`,
    },
  ];
}

function scheduled(files: readonly SourceFile[]): Schedule {
  const { value: controlPlane, diagnostics } = readResources(files);
  expect(diagnostics).toEqual([]);
  const [registration] = controlPlane.resources.WorkloadRegistration;
  if (registration === undefined) throw new Error("the fleet has a registration");
  const workloads = controlPlane.resources.Workload.map((workload) => ({
    workload,
    workspace: "w",
    registration,
  }));
  return schedule({
    environment: "dev",
    promotedCommit: null,
    gitops: controlPlane.resources.GitOpsRepo[0],
    controlPlane,
    workloads,
    sources: [],
    held: [],
  }).value;
}

const fleets = fc.record({
  types: fc.integer({ min: 1, max: 8 }),
  targets: fc.integer({ min: 1, max: 8 }),
  seed: fc.nat(100),
});

describe("a Schedule", () => {
  test("does not depend on the order of files", () => {
    fc.assert(
      fc.property(fleets, fc.infiniteStream(fc.nat()), ({ types, targets, seed }, numbers) => {
        const files = fleet(types, targets, seed);
        const shuffled = files
          .map((file) => [numbers.next().value ?? 0, file] as const)
          .sort(([a], [b]) => a - b);
        expect(formatSchedule(scheduled(shuffled.map(([, file]) => file)))).toBe(
          formatSchedule(scheduled(files)),
        );
      }),
      { numRuns: 30 },
    );
  });

  test("survives a round trip through its file, and renders the same", () => {
    fc.assert(
      fc.property(fleets, ({ types, targets, seed }) => {
        const made = scheduled(fleet(types, targets, seed));
        const { value: read, diagnostics } = parseSchedule(formatSchedule(made), "schedule.json");
        expect(diagnostics).toEqual([]);
        if (read === undefined) throw new Error("a Schedule reads back");
        expect(formatSchedule(read)).toBe(formatSchedule(made));
        expect([...render(read).value]).toEqual([...render(made).value]);
      }),
      { numRuns: 30 },
    );
  });

  test("renders in shards that are disjoint and add up to the whole", () => {
    fc.assert(
      fc.property(fleets, fc.integer({ min: 1, max: 9 }), ({ types, targets, seed }, count) => {
        const made = scheduled(fleet(types, targets, seed));
        const whole = render(made).value;
        expect(whole.size).toBeGreaterThanOrEqual(types);
        const parts = Array.from(
          { length: count },
          (_, index) => render(made, { index: index + 1, count }).value,
        );
        const union = new Map(parts.flatMap((part) => [...part]));
        expect(parts.reduce((sum, part) => sum + part.size, 0)).toBe(whole.size);
        const told = (files: FileTree, shard?: Shard) =>
          inventoryOf({ schedule: made, files, objectId, shard });
        const joined = joinInventories(parts.map((files, index) => told(files, { index: index + 1, count })));
        expect(joined).toEqual({ value: told(whole), diagnostics: [] });
        expect([...inventoryFiles(told(whole))].sort()).toEqual([...whole.keys()].sort());
        expect(union).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });
});

test("a shard's name is its index and count, and nothing else", () => {
  expect(parseShard("3/8")).toEqual({ index: 3, count: 8 });
  for (const text of ["0/2", "3/2", "1", "1/", "a/b", "01/2", "1/2/3", "-1/2", ""])
    expect(parseShard(text)).toBeUndefined();
});

test("a tree diff leads from the present to the wanted files, and removes only what an inventory lists", () => {
  const tree = fc
    .dictionary(fc.constantFrom("a/x", "a/y", "b/x", "c"), value, { noNullPrototype: true })
    .map((record) => new Map<string, string>(Object.entries(record)));
  fc.assert(
    fc.property(tree, tree, tree, (present, wanted, former) => {
      const inventory = plainInventory(Object.fromEntries(former));
      const { added, modified, removed } = diffTrees(present, wanted, { inventory });
      const result = new Map(present);
      for (const { path, after } of [...added, ...modified]) result.set(path, after ?? "");
      for (const { path } of removed) result.delete(path);
      const foreign = [...present].filter(([path]) => !former.has(path) && !wanted.has(path));
      expect(new Map([...result].sort())).toEqual(new Map([...wanted, ...foreign].sort()));
    }),
  );
});

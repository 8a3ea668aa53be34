import { type Diagnostic, formatText } from "@kalypso-actions/diagnostics";
import { readResources } from "@kalypso-actions/resources";
import { beforeAll, describe, expect, test } from "vitest";
import { validateCommand } from "../packages/shell/cli/src/commands/validate.ts";
import { readOptions } from "../packages/shell/cli/src/options.ts";
import { Dice } from "../scripts/bench/random.ts";
import { layoutSlips } from "./support/layout-slips.ts";
import { deployed, report, SlipTrial } from "./support/slips.ts";
import { type Files, MemoryReader, slipsFleet } from "./support/slips-fleet.ts";
import { toolsFor } from "./support/tools.ts";

/** A file, what is in it, and what was typed instead. */
type Edit = readonly [file: string, from: string, to: string];

function withEdits(files: Files, edits: readonly Edit[]): Files {
  const changed = new Map(files);
  for (const [file, from, to] of edits) {
    const text = changed.get(file) ?? "";
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
    changed.set(file, text.replace(from, to));
  }
  return changed;
}

/** As people see it, without the server and the commit. */
function shown(diagnostic: Diagnostic): readonly string[] {
  return formatText(diagnostic)
    .replaceAll(/https:\/\/github\.com\/contoso\/([\w-]+)@0+ /g, "$1 ")
    .split("\n")
    .map((line) => line.trim());
}

const dev = "control-plane/dev";

/** Notices about what leaves the branch explain the change; the slip itself is what each case is about. */
const isSlip = ({ code }: Diagnostic) => code !== "assignments-removed" && code !== "target-not-scheduled";

describe("a slip of a new user is told", () => {
  let files: Files;
  beforeAll(async () => {
    files = await deployed(slipsFleet());
  });

  test.for<[slip: string, edits: readonly Edit[], told: readonly string[]]>([
    [
      "`matchLables:` in a policy",
      [[`${dev}/policies.yaml`, "matchLabels", "matchLables"]],
      [
        "control-plane policies.yaml:9:7: error[resource-field-unknown]: SchedulingPolicy has no field `spec.deploymentTargetSelector.labelSelector.matchLables`",
        "hint: Did you mean `matchLabels`?",
      ],
    ],
    [
      "another version of our group",
      [[`${dev}/cluster-types/eu-small.yaml`, "v1alpha1", "v1alpha2"]],
      [
        "control-plane cluster-types/eu-small.yaml:1:13: error[resource-version]: ClusterType of scheduler.kalypso.io/v1alpha2; expected scheduler.kalypso.io/v1alpha1",
        "hint: Set `apiVersion: scheduler.kalypso.io/v1alpha1`.",
      ],
    ],
    [
      "`kind: Clustertype`",
      [[`${dev}/cluster-types/eu-small.yaml`, "ClusterType", "Clustertype"]],
      [
        "control-plane cluster-types/eu-small.yaml:2:7: error[resource-version]: scheduler.kalypso.io/v1alpha1 has no kind Clustertype",
        "hint: Did you mean `ClusterType`?",
      ],
    ],
    [
      "a target of the environment `develop`",
      [["shop-src/main/workload.yaml", "environment: dev", "environment: develop"]],
      [
        "shop-src workload.yaml:12:20: warning[target-held]: the deployment target `shop-main` is held; 5 assignments stay unchanged on the GitOps branch: the deployment target `shop-main` names the environment `develop`; the control plane has dev, prod, qa",
        "hint: Did you mean `dev`? To take it off its clusters, remove its registration, or name that in the input `release` of `schedule`.",
      ],
    ],
    [
      "a registration without a workspace",
      [
        ["control-plane/main/workloads/checkout.yaml", "  workspace: payments\n", ""],
        ["control-plane/main/workloads/ledger.yaml", "  workspace: payments\n", "  workspace: books\n"],
      ],
      [
        "control-plane policies.yaml:23:16: warning[policy-selects-nothing]: the policy `payments-on-pci` selects no deployment target, so it assigns nothing: no registration has the workspace `payments`, and the registration `checkout` has none",
        "the workspace of registration `checkout`: control-plane workloads/checkout.yaml:6:3",
        "hint: Set `workspace: payments` in the registration, or correct the policy.",
      ],
    ],
    [
      "one space too many",
      [[`${dev}/cluster-types/eu-small.yaml`, "  labels:", "   labels:"]],
      [
        "control-plane cluster-types/eu-small.yaml:5:4: error[yaml-syntax]: wrong indentation: the line is indented by 3 spaces; expected 0 or 2",
        "hint: Align it with the lines that it belongs to.",
      ],
    ],
    [
      "`regoin: ap` on a cluster type",
      [[`${dev}/cluster-types/ap-edge.yaml`, "region", "regoin"]],
      [
        "control-plane cluster-types/ap-edge.yaml:6:13: warning[label-near-miss]: nothing selects by the label `regoin` of the cluster type `ap-edge`",
        "`region`: control-plane configuration.yaml:17:13",
        "hint: Did you mean `region`?",
        "control-plane schema.yaml:7:5: error[config-invalid]: the platform configuration violates a schema: `DATABASE_URL` is missing; the schema requires it (assignments `search-search-main-ap-edge`, `shop-shop-main-ap-edge`)",
        "the schema: control-plane schema.yaml:7:5",
        "the value that does not apply: control-plane configuration.yaml:42:17",
        "hint: ConfigMap `10-region-ap` sets it where `region: ap`, but the cluster type `ap-edge` has `regoin: ap`.",
        "control-plane schema.yaml:7:5: error[config-invalid]: the platform configuration violates a schema: `REGION` is missing; the schema requires it (assignments `search-search-main-ap-edge`, `shop-shop-main-ap-edge`)",
        "the schema: control-plane schema.yaml:7:5",
        "the value that does not apply: control-plane configuration.yaml:41:11",
        "hint: ConfigMap `10-region-ap` sets it where `region: ap`, but the cluster type `ap-edge` has `regoin: ap`.",
      ],
    ],
    [
      "numbers in a ConfigMap, and nothing that would only follow from them",
      [[`${dev}/configuration.yaml`, "REGION: europe", "REGION: europe\n  REPLICAS: 2\n  VERSION: 1.10"]],
      [
        "control-plane configuration.yaml:20:13: error[resource-invalid]: `data.REPLICAS` is the number 2; expected a string",
        'hint: YAML reads 2 as a number. Quote it: "2"',
        "control-plane configuration.yaml:21:12: error[resource-invalid]: `data.VERSION` is the number 1.1; expected a string",
        'hint: YAML reads 1.10 as a number. Quote it: "1.10"',
      ],
    ],
    [
      "a schema as a map",
      [[`${dev}/schema.yaml`, "schema: |", "schema:"]],
      [
        "control-plane schema.yaml:7:5: error[resource-invalid]: `spec.schema` is a map; expected a string",
        "hint: A schema is JSON Schema as text: write `schema: |`, and indent the schema below it.",
      ],
    ],
    [
      "two ConfigMaps of the same labels that set one key",
      [
        [
          `${dev}/configuration.yaml`,
          'name: 30-checkout\n  labels:\n    platform-config: "true"\n    workload: checkout\ndata:\n',
          'name: 30-checkout\n  labels:\n    platform-config: "true"\n    region: eu\ndata:\n  DATABASE_URL: postgres://other\n',
        ],
      ],
      [
        "control-plane configuration.yaml:62:17: notice[config-conflict]: the ConfigMaps `10-region-eu` and `30-checkout` apply in the same places and set `DATABASE_URL` to different values; `30-checkout` wins, because its name comes later",
        "the value that is replaced: control-plane configuration.yaml:20:17",
        "hint: Keep the key in one of them.",
      ],
    ],
    [
      "`pci: yes` on a cluster type",
      [[`${dev}/cluster-types/eu-pci.yaml`, 'pci: "true"', "pci: yes"]],
      [
        "control-plane cluster-types/eu-pci.yaml:8:10: warning[yaml-word]: `yes` is text here, not `true`",
        'hint: Write "true" if you mean that, or quote "yes".',
        "control-plane policies.yaml:30:14: warning[policy-selects-nothing]: the policy `payments-on-pci` selects no cluster type, so it assigns nothing: no cluster type has `pci: true`",
        "hint: Found: yes.",
      ],
    ],
    [
      // Another team's labels render with the same template, so this team's workload is held.
      "labels that a template prints without quotes",
      [
        [
          "shop-src/main/workload.yaml",
          "      labels:\n",
          '      labels:\n        critical: "true"\n        cost-center: "00123"\n',
        ],
        [
          "control-plane/main/templates/plain.yaml",
          "workspace: {{Workspace}}",
          "{{#LabelEntries}}\n          {{key}}: {{value}}\n          {{/LabelEntries}}",
        ],
      ],
      [
        "control-plane templates/plain.yaml:15:20: warning[manifest-not-text]: the template `plain` prints `00123` for `metadata.labels.cost-center` of Namespace `dev-ap-edge-shop-main`, which YAML reads as an integer; expected a string (assignments `shop-shop-main-ap-edge`, `shop-shop-main-eu-large`, `shop-shop-main-eu-small` and 2 more)",
        "hint: Write `{{yaml}}`, which quotes what needs quotes.",
        "control-plane templates/plain.yaml:15:20: warning[manifest-not-text]: the template `plain` prints `true` for `metadata.labels.critical` of Namespace `dev-ap-edge-shop-main`, which YAML reads as a boolean; expected a string (assignments `shop-shop-main-ap-edge`, `shop-shop-main-eu-large`, `shop-shop-main-eu-small` and 2 more)",
        "hint: Write `{{yaml}}`, which quotes what needs quotes.",
        "shop-src workload.yaml:9:13: warning[workload-held]: the workload `shop` is held; its files stay unchanged on the GitOps branch: the template `plain` prints `00123` for `metadata.labels.cost-center` of Namespace `dev-ap-edge-shop-main`, which YAML reads as an integer; expected a string",
        "hint: Correct what the message names. To take it off its clusters, remove its registration, or name that in the input `release` of `schedule`.",
      ],
    ],
  ])("%s", async ([_, edits, told]) => {
    const found = (await report(withEdits(files, edits))).filter(isSlip);
    expect(found.flatMap(shown)).toEqual(told);
  });

  test("a cluster type as JSON, and a kind on an unusual branch", async () => {
    const changed = new Map(files);
    const json = '{"apiVersion": "scheduler.kalypso.io/v1alpha1", "kind": "ClusterType"}';
    changed.set(`${dev}/cluster-types/eu-small.json`, json);
    changed.set(
      "control-plane/main/policies.yaml",
      (files.get(`${dev}/policies.yaml`) ?? "").replaceAll("name: ", "name: main-"),
    );
    const found = (await report(changed)).filter(isSlip);
    expect(found.map(({ code, place }) => `${code} ${place?.file}:${place?.line}`)).toEqual([
      "file-not-read cluster-types/eu-small.json:1",
      "resource-unusual-branch policies.yaml:4",
    ]);
  });
});

/** What `validate` says of all environments. */
async function validated(files: Files): Promise<readonly string[]> {
  const options = readOptions({
    command: "validate",
    operands: [],
    values: new Map([["control-plane", "https://github.com/contoso/control-plane#main"]]),
    problems: [],
  });
  const result = await validateCommand(options, toolsFor(new MemoryReader(files)));
  return result.diagnostics.flatMap(shown);
}

describe("`validate` of all environments tells a slip on main once, at its line", () => {
  const main = "control-plane/main";

  test("an environment's branch that is not there", async () => {
    const edit: Edit = [`${main}/.environments/qa.yaml`, "branch: qa", "branch: qaa"];
    expect(await validated(withEdits(slipsFleet(), [edit]))).toEqual([
      "control-plane .environments/qa.yaml:8:13: error[git-ref-missing]: Environment `qa`: https://github.com/contoso/control-plane has no branch qaa",
    ]);
  });

  test("an environment that is listed twice", async () => {
    const files = new Map(slipsFleet());
    files.set(`${main}/.environments/qb.yaml`, files.get(`${main}/.environments/qa.yaml`) ?? "");
    expect((await validated(files)).filter((line) => line.includes("error["))).toEqual([
      "control-plane .environments/qb.yaml:4:9: error[resource-duplicate]: Environment `qa` is defined twice; expected one Environment of that name in an environment's view",
    ]);
  });

  test("a registration that cannot be read; the policies that it leaves without targets are no news", async () => {
    const edit: Edit = [`${main}/workloads/checkout.yaml`, "spec:", "spc:"];
    expect(await validated(withEdits(slipsFleet(), [edit]))).toEqual([
      "control-plane workloads/checkout.yaml:5:1: error[resource-field-unknown]: WorkloadRegistration has no field `spc`",
      "hint: Did you mean `spec`?",
    ]);
  });

  test("a BaseRepo on main does not make it an environment's branch", async () => {
    const files = new Map(slipsFleet());
    files.set(`${main}/base-repo.yaml`, files.get("control-plane/dev/base-repo.yaml") ?? "");
    expect([...new Set(await validated(files))]).toEqual([
      "control-plane base-repo.yaml:4:9: warning[resource-misplaced]: the BaseRepo `main` is ignored: this kind is not read from the base repository",
      "hint: It belongs to an environment's branch.",
    ]);
  });
});

test("two environments that write to one branch are told by `validate` of all", async () => {
  const files = withEdits(slipsFleet(), [
    ["control-plane/dev/gitops-repo.yaml", "branch: dev", "branch: prod"],
  ]);
  expect(await validated(files)).toEqual([
    "control-plane gitops-repo.yaml:7:11: error[gitops-repo-shared]: the environments `dev` and `prod` both write to `.` on the branch `prod` of https://github.com/contoso/platform-gitops",
    "the GitOpsRepo of `dev`: control-plane gitops-repo.yaml:7:11",
    "hint: Give each environment a branch of its own, or paths beside each other.",
  ]);
});

describe("a slip of the keyboard does not change the fleet without a word", () => {
  test.each([1, 2, 3, 4, 5])("a hundred slips in fleet %i", async (seed) => {
    const dice = new Dice(seed);
    const trial = await SlipTrial.of(slipsFleet((words) => dice.pick(words)));
    expect(trial.slips.length).toBeGreaterThan(5_000);
    const silent: string[] = [];
    for (let index = 0; index < 100; index++) {
      const slip = trial.slips[dice.below(trial.slips.length)];
      if (slip !== undefined && (await trial.verdict(slip)) === "silent")
        silent.push(`${slip.word.file}:${slip.word.line} ${slip.word.text} typed as ${slip.typed}`);
    }
    expect(silent.length, silent.join("\n")).toBeLessThanOrEqual(2);
  });

  test("the trial finds a change that nobody tells", async () => {
    const trial = await SlipTrial.of(slipsFleet());
    const word = trial.slips.find(
      ({ word: { file, text } }) => file === "shop-src/main/workload.yaml" && text === "main",
    );
    if (word === undefined) throw new Error("the workload has a target main");
    // Another line is edited than the word's.
    const elsewhere = { ...word, word: { ...word.word, line: 14, column: 0, text: "" }, typed: "" };
    expect(await trial.verdict(elsewhere)).toBe("unchanged");
  });
});

describe("a slip of the layout is one problem in plain words, at its line or the next", () => {
  /** Words of the YAML library. */
  const jargon = /implicit|scalar|token|mapping|block collection|sequence|flow/i;

  test.each(Object.entries(layoutSlips))("%s", (_, edit) => {
    const files = [...slipsFleet()].filter(([path]) => !/\/(?:qa|prod)\//.test(path));
    let applied = 0;
    let tried = 0;
    for (const [path, text] of files)
      for (const [index, line] of text.split("\n").entries()) {
        const typed = edit(line);
        if (typed === line || line.trim() === "") continue;
        // Of what applies everywhere, one in four is enough to see every kind of line.
        if (++applied > 40 && applied % 4 > 0) continue;
        tried++;
        const lines = text.split("\n").with(index, typed);
        const { diagnostics } = readResources([{ path, text: lines.join("\n") }]);
        const syntax = diagnostics.filter(({ code }) => code.startsWith("yaml-"));
        expect(syntax.length, `${path}:${index + 1} ${typed}`).toBeLessThanOrEqual(1);
        for (const { message, place } of syntax) {
          expect(message).not.toMatch(jargon);
          expect([index + 1, index + 2], `${path}:${index + 1} ${typed}`).toContain(place?.line);
        }
      }
    expect(tried).toBeGreaterThan(0);
  });
});

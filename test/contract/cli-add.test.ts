/** `kalypso add`, on checkouts of the example control plane. */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TemporaryFolder, temporaryFolder } from "@kalypso-actions/github-sandbox";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readAddRequest } from "../../packages/shell/cli/src/add/request.ts";
import { parseArguments } from "../../packages/shell/cli/src/arguments.ts";
import { commands } from "../../packages/shell/cli/src/declarations.ts";
import { runCommand } from "../../packages/shell/cli/src/runs.ts";
import { printedLine } from "../../packages/shell/cli/src/text.ts";
import { UsageError } from "../../packages/shell/cli/src/usage-error.ts";
import { FolderReader } from "../support/folder-reader.ts";
import { repositoryRoot } from "../support/process.ts";
import { toolsFor } from "../support/tools.ts";

const examples = join(repositoryRoot, "workflows-examples");
let folder: TemporaryFolder;

const at = (...parts: readonly string[]) => join(folder.path, "control-plane", ...parts);

/** An organisation's folders: a checkout per branch. */
beforeEach(async () => {
  folder = await temporaryFolder();
  for (const branch of ["main", "dev"])
    cpSync(join(examples, "control-plane", branch), at(branch), { recursive: true });
  rmSync(at("main", ".environments", "stage.yaml"));
  mkdirSync(at("qa"));
});

afterEach(() => folder[Symbol.asyncDispose]());

const everything = () =>
  readdirSync(folder.path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

/** Reading any repository is a failure. */
const offline = {
  read: async ({ repo }: { readonly repo: string }) => {
    throw new Error(`${repo} is read`);
  },
  [Symbol.asyncDispose]: async () => {},
};

async function run(args: readonly string[], reader: Parameters<typeof runCommand>[1]["reader"] = offline) {
  const request = parseArguments(args);
  if (request.kind !== "command") throw new Error("no command");
  const { diagnostics, text, data } = await runCommand(request.line, toolsFor(reader));
  const codes = diagnostics.map(({ severity, code }) => `${severity} ${code}`);
  return { diagnostics, codes, data, lines: text(undefined).map((line) => printedLine(line)) };
}

const add = (...args: readonly string[]) => run(["add", ...args, "--control-plane", at("main")]);
const gitops = ["--gitops-repo", "https://github.com/contoso/platform-gitops"];
const newQa = () => ["environment", "qa", "--environment-folder", at("qa"), ...gitops, "--after", "dev"];
const onDev = () => ["--environment", "dev", "--environment-folder", at("dev")];
const tiny = () => [
  "cluster-type",
  "tiny",
  ...onDev(),
  "--reconciler",
  "arc-flux",
  "--labels",
  "region=west-us,size=tiny",
];
const app = [
  "workload",
  "hello-world-app",
  "--repo",
  "https://github.com/contoso/app-src",
  "--workspace",
  "kaizen-app-team",
];
const policy = ["--policy", "functional-test-policy", "--targets", "purpose=functional-test"];

/** As a shell would split them: no word of theirs has a space. */
const commandsIn = (text: string) =>
  [...text.matchAll(/^ *kalypso add (.+)$/gm)].map(([, words = ""]) => words.split(" "));

test.each([
  ["packages/shell/cli/README.md", ["environment", "cluster-type", "workload"]],
  ["docs/run-books.md", ["workload", "cluster-type", "environment"]],
])("the commands of %s work in their order", async (page, expected) => {
  const shown = commandsIn(readFileSync(join(repositoryRoot, page), "utf8"));
  expect(shown.map(([what]) => what)).toEqual(expected);
  const folders: Readonly<Record<string, string>> = {
    "control-plane": at("main"),
    main: at("main"),
    dev: at("dev"),
    qa: at("qa"),
  };
  for (const words of shown) {
    const placed = words.map((word, index) =>
      /-(?:folder|plane)$/.test(words[index - 1] ?? "") ? (folders[word] ?? word) : word,
    );
    expect((await run(["add", ...placed])).codes, words.join(" ")).toEqual([]);
  }
});

test("the examples in the help are complete", () => {
  const { examples = [] } = commands.find(({ name }) => name === "add") ?? {};
  expect(examples.length).toBe(3);
  for (const words of commandsIn(examples.join("\n"))) {
    const request = parseArguments(["add", ...words]);
    if (request.kind !== "command") throw new Error("no command");
    expect(request.line.problems).toEqual([]);
    expect(readAddRequest(request.line.operands, request.line.values).problems).toEqual([]);
  }
});

describe("what is added is what validate accepts and schedules", () => {
  /** The folders are the repositories, next to those of the application teams. */
  const validate = () =>
    run(["validate", "--control-plane", at("main")], new FolderReader([examples, folder.path]));

  test("an environment with a cluster type, and a workload with a policy", async () => {
    expect((await validate()).data).toEqual([
      expect.objectContaining({ environment: "dev", valid: true, assignments: 3 }),
    ]);
    expect((await add(...newQa())).codes).toEqual([]);
    const qaType = ["--environment", "qa", "--environment-folder", at("qa"), "--reconciler", "arc-flux"];
    expect((await add("cluster-type", "edge", ...qaType, "--minimum-clusters", "2")).codes).toEqual([]);
    expect((await add(...tiny())).codes).toEqual([]);
    const selected = [...policy, "--cluster-types", "size=tiny", ...onDev()];
    expect((await add(...app, ...selected)).codes).toEqual([]);
    const { diagnostics, data } = await validate();
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(data).toEqual([
      // On the new type: the new policy's, and one of the observability policy, which excludes small clusters only.
      expect.objectContaining({ environment: "dev", valid: true, assignments: 5 }),
      expect.objectContaining({ environment: "qa", valid: true, assignments: 0 }),
    ]);
  });
});

test("says what is written and what is left to do, and reads no repository", async () => {
  const { lines, data } = await add(...newQa());
  const told = lines.map((line) => line.replaceAll(at(), "<folder>").replaceAll("\\", "/"));
  expect(told).toMatchSnapshot();
  const { files } = data as { readonly files: readonly { folder: string; path: string; text: string }[] };
  for (const { folder: where, path, text } of files)
    expect(readFileSync(join(where, path), "utf8")).toBe(text);
});

test("--dry-run prints the files and writes none", async () => {
  const before = everything();
  const { lines, data } = await add(...newQa(), "--dry-run");
  expect(everything()).toEqual(before);
  expect(lines).toContain("kind: GitOpsRepo");
  expect(lines).toContain("6 files would be written");
  expect(data).toMatchObject({ written: false, files: { length: 6 } });
});

test("run again, it completes what was interrupted and changes nothing else", async () => {
  await add(...newQa());
  rmSync(at("qa", "gitops-repo.yaml"));
  const { data } = await add(...newQa());
  expect(data).toMatchObject({ files: [{ path: "gitops-repo.yaml" }], kept: { length: 5 } });
  expect(await add(...newQa())).toMatchObject({ codes: [], data: { files: [], kept: { length: 6 } } });
});

describe("with any error, nothing is written, and all of them are told at once", () => {
  async function refused(...args: readonly string[]) {
    const before = everything();
    const result = await add(...args);
    expect(everything()).toEqual(before);
    expect(result.data).toBeNull();
    return result;
  }

  test("a file that is there", async () => {
    writeFileSync(at("qa", "base-repo.yaml"), "a: b\n");
    writeFileSync(at("main", ".environments", "qa.yaml"), "");
    expect((await refused(...newQa())).codes).toEqual(["error addition-blocked", "error addition-blocked"]);
  });

  test.skipIf(process.platform === "win32")("a link that leads elsewhere", async () => {
    mkdirSync(at("elsewhere"));
    symlinkSync(at("elsewhere"), at("qa", "configs"));
    expect((await refused(...newQa())).codes).toContain("error addition-blocked");
  });

  test("a broken control plane, on both branches, and what is added", async () => {
    writeFileSync(at("main", "broken.yaml"), "a: [\n");
    writeFileSync(at("dev", "broken.yaml"), "apiVersion: scheduler.kalypso.io/v1alpha1\nkind: ClusterType\n");
    const { diagnostics } = await refused("cluster-type", "tiny", ...onDev(), "--reconciler", "arc-fluxx");
    const told = diagnostics.map(({ code, place }) => `${code} ${place?.source} ${place?.file}`);
    expect(told).toContain(`yaml-syntax ${at("main")} broken.yaml`);
    expect(told.some((text) => text.startsWith(`resource-field-missing ${at("dev")} broken.yaml`))).toBe(
      true,
    );
  });

  test("a Template that nobody has", async () => {
    const { diagnostics } = await refused("cluster-type", "tiny", ...onDev(), "--reconciler", "arc-fluxx");
    expect(diagnostics).toEqual([
      expect.objectContaining({ code: "template-missing", hint: "Did you mean `arc-flux`?" }),
    ]);
  });

  test.each([
    ["a cluster type", () => ["cluster-type", "drone", ...onDev(), "--reconciler", "arc-flux"]],
    [
      "a registration",
      () => ["workload", "platform-svc", "--repo", "https://github.com/contoso/x", "--folder", "more"],
    ],
  ])("the name of %s that is taken", async (_, args) => {
    expect((await refused(...args())).codes).toEqual(["error resource-duplicate"]);
  });

  test.each([
    ["listed by no kustomization", "kustomization.yaml", "resources: [base-repo.yaml, gitops-repo.yaml]\n"],
    ["excluded by .sourceignore", ".sourceignore", "cluster-types/tiny\n"],
  ])("a file that is %s", async (_, name, text) => {
    writeFileSync(at("dev", name), text);
    expect((await refused(...tiny())).codes).toContain("error addition-unread");
  });

  test("a file in a dot folder", async () => {
    expect((await refused(...tiny(), "--folder", ".hidden")).codes).toEqual(["error addition-unread"]);
  });

  test("a roster that is none", async () => {
    expect((await refused(...tiny(), "--clusters", "a,a,")).codes).toEqual([
      "error annotation-invalid",
      "error annotation-invalid",
    ]);
  });

  test("checkouts of other branches", async () => {
    const { codes } = await refused(
      "cluster-type",
      "tiny",
      "--environment",
      "dev",
      "--environment-folder",
      at("qa"),
      "--reconciler",
      "arc-flux",
    );
    expect(codes).toContain("error checkout-unexpected");
  });

  test("a folder that is not there", async () => {
    const missing = ["environment", "qa", "--environment-folder", at("missing"), ...gitops];
    await expect(add(...missing)).rejects.toThrow(/does not exist/);
  });
});

describe("wrong usage is told at once", () => {
  async function problems(...args: readonly string[]): Promise<readonly string[]> {
    const wrong = await add(...args).catch((error: unknown) => error);
    if (!(wrong instanceof UsageError)) throw new Error(`accepted: ${args.join(" ")}`);
    return wrong.problems;
  }

  test.each<readonly [readonly string[], readonly string[]]>([
    [
      ["environmnt", "qa"],
      ["<what> is environmnt; expected environment, cluster-type, workload; did you mean environment?"],
    ],
    [["environment"], ["<name> is missing"]],
    [
      ["environment", "../qa", "--reconciler", "x", "--commit", "abc"],
      [
        "--reconciler is not for environment; cluster-type has it",
        "--gitops-repo is missing",
        "--environment-folder is missing",
        "<name> is ../qa; expected at most 63 lowercase letters, digits and -",
        "--commit is abc; expected a full commit ID of 40 hexadecimal digits",
      ],
    ],
    [
      [
        "environment",
        "qa",
        "--environment-folder",
        "x",
        ...gitops,
        "--branch",
        "a${{b}}",
        "--repo",
        "https://me:secret@x/y",
      ],
      [
        "--branch is a${{b}}; expected a branch name of letters, digits, ., _, - and /",
        "--repo is https://x/y; expected the https or ssh address of a git repository, without a password or token",
      ],
    ],
    [
      [
        "cluster-type",
        "tiny",
        "--labels",
        "a=b,a=c",
        "--folder",
        "../x",
        "--clusters",
        "a",
        "--minimum-clusters",
        "x",
      ],
      [
        "--environment is missing",
        "--environment-folder is missing",
        "--reconciler is missing",
        "--labels is a=b,a=c; expected <key>=<value>,... with labels of Kubernetes, each key once",
        "--folder is ../x; expected a folder inside the repository, without .. or .git",
        "--minimum-clusters is x; expected a number",
        "--clusters and --minimum-clusters are both given; expected one of them",
      ],
    ],
    [
      [...app, "--policy", "P", "--targets", "all"],
      [
        "--cluster-types is missing",
        "--environment is missing",
        "--environment-folder is missing",
        "--policy is P; expected lowercase letters, digits, - and .",
      ],
    ],
    [[...app, "--targets", "a=b"], ["--targets needs --policy"]],
  ])("%j", async (args, expected) => {
    expect(await problems(...args)).toEqual(expected);
  });

  test("one folder for both branches", async () => {
    expect(await problems("environment", "qa", "--environment-folder", at("main"), ...gitops)).toEqual([
      expect.stringContaining("which is the checkout of main; expected one of the environment's branch"),
    ]);
  });
});

import { describe, expect, test } from "vitest";
import {
  azure,
  conclusions,
  type Files,
  job,
  logs,
  one,
  printed,
  RunnerStage,
  said,
  workflow,
} from "./stage.ts";

type Inputs = Readonly<Record<string, unknown>>;

const checkout = (inputs: Inputs = {}) => ({ uses: "actions/checkout@v7.0.0", with: inputs });
const upload = (inputs: Inputs) => ({ uses: "actions/upload-artifact@v7.0.0", with: inputs });
const download = (inputs: Inputs) => ({ uses: "actions/download-artifact@v8.0.1", with: inputs });

/** The output of scripts, without the log lines of checkout and the artifact actions. */
const shown = (run: Parameters<typeof printed>[0]) =>
  printed(run).filter((line) => !/^(?:git |Artifact |Downloaded artifacts )/.test(line));

describe("checkout", () => {
  const show = "git rev-parse --abbrev-ref HEAD; cat file.txt";

  async function withRefs() {
    const stage = await RunnerStage.open();
    await stage.github.push({ repository: "app", branch: "dev" }, "dev", { "file.txt": "of dev" });
    stage.github.git("app").git(["tag", "v1", "dev"]);
    await stage.github.push({ repository: "app", branch: "dev" }, "dev 2", { "file.txt": "of dev 2" });
    await stage.github.push({ repository: "other", branch: "main" }, "other", { "file.txt": "of other" });
    stage.github.token("reader", { user: "r", permissions: { contents: "read" }, isWorkflowToken: false });
    return stage;
  }

  test.each<[string, Inputs, readonly string[]]>([
    ["the run's own commit, on its branch", {}, ["main", "of main"]],
    ["another branch", { ref: "dev" }, ["dev", "of dev 2"]],
    ["another branch by its full name", { ref: "refs/heads/dev" }, ["dev", "of dev 2"]],
    ["a tag, on no branch", { ref: "v1" }, ["HEAD", "of dev"]],
    [
      "another repository's default branch",
      { repository: "contoso/other", token: "reader" },
      ["main", "of other"],
    ],
  ])("checks out %s", async (_, inputs, expected) => {
    await using stage = await withRefs();
    const run = await stage.run(one([checkout(inputs), show]), { "file.txt": "of main" });
    expect([said(run), shown(run)]).toEqual([[], expected]);
  });

  test("gets the run's commit although the branch has moved on, and its parents on request", async () => {
    await using stage = await withRefs();
    const steps = [
      stage.held,
      checkout({ "fetch-depth": 0 }),
      "cat file.txt; echo; git log --format=%s | wc -l",
      checkout(),
      "git log --format=%s | wc -l",
    ];
    await stage.push("name: nothing\non: schedule\njobs: {}\n");
    await stage.push(one(steps), { "file.txt": "first" });
    await stage.push("name: nothing\non: schedule\njobs: {}\n", { "file.txt": "second" });
    stage.letGo();
    await stage.runner.idle();
    expect(shown(stage.last())).toEqual(["first", "2", "1"]);
  });

  test("gets the tag for a run of a tag", async () => {
    await using stage = await withRefs();
    await stage.push(
      workflow({ job: job([checkout(), "git rev-parse --abbrev-ref HEAD"]) }, { on: "workflow_dispatch" }),
    );
    stage.github.git("app").git(["tag", "v2", "main"]);
    stage.github.dispatch("app", "w.yml", { ref: "v2", inputs: {} });
    await stage.runner.idle();
    expect(shown(stage.last())).toEqual(["HEAD"]);
  });

  test("puts each repository into its folder, and replaces the previous content", async () => {
    await using stage = await withRefs();
    const steps = [
      checkout({ path: "a/b" }),
      checkout({ path: "c", ref: "dev" }),
      "touch c/left; cat a/b/file.txt c/file.txt",
      checkout({ path: "c", ref: "v1" }),
      "cat c/file.txt; ls c",
    ];
    const run = await stage.run(one(steps), { "file.txt": "of main\n" });
    expect(shown(run)).toEqual(["of main", "of dev 2", "of devfile.txt"]);
  });

  test.each<[string, Inputs, string]>([
    ["a ref that does not exist", { ref: "gone" }, "A branch or tag with the name 'gone' could not be found"],
    ["a repository that its token cannot read", { repository: "contoso/other" }, "not found"],
    ["a repository that does not exist", { repository: "contoso/gone", token: "reader" }, "not found"],
    ["a folder outside the workspace", { path: "../x" }, "is not under"],
  ])("refuses %s", async (_, inputs, message) => {
    await using stage = await withRefs();
    const run = await stage.run(one([checkout(inputs)]));
    expect([run.conclusion, said(run)]).toEqual(["failure", [expect.stringContaining(message)]]);
  });

  test.each([
    ["keeps its credentials for later steps until the job ends", true, ["0"]],
    ["does not persist its credentials if told not to", false, ["128"]],
  ])("%s", async (_, persists, expected) => {
    await using stage = await withRefs();
    const fetch =
      "set +e; git fetch -q origin dev 2> err; echo $?; ls $RUNNER_TEMP/git-credentials-* 2> err | wc -l";
    const run = await stage.run(one([checkout({ "persist-credentials": persists }), fetch]));
    expect(shown(run)).toEqual([...expected, persists ? "1" : "0"]);
    expect(JSON.stringify(run.jobs)).not.toMatch(/AUTHORIZATION: basic (?!\*)/);
  });
});

describe("artifacts", () => {
  const files =
    "mkdir -p out/a out/.b; echo 1 > out/1.txt; echo 2 > out/a/2.txt; echo 3 > out/a/3.md; echo 4 > out/.4; echo 5 > out/.b/5";
  const list = "find . -type f | sort";

  test.each<[string, Inputs, readonly string[]]>([
    ["a file", { path: "out/1.txt" }, ["./1.txt"]],
    ["a folder, without hidden files", { path: "out" }, ["./1.txt", "./a/2.txt", "./a/3.md"]],
    [
      "hidden files on request",
      { path: "out", "include-hidden-files": true },
      ["./.4", "./.b/5", "./1.txt", "./a/2.txt", "./a/3.md"],
    ],
    [
      "matching files, relative to the pattern's fixed part",
      { path: "out/**/*.txt" },
      ["./1.txt", "./a/2.txt"],
    ],
    [
      "several files, relative to their common folder",
      { path: "out/a/2.txt\nout/1.txt" },
      ["./1.txt", "./a/2.txt"],
    ],
    ["everything except excluded files", { path: "out\n!out/**/*.md" }, ["./1.txt", "./a/2.txt"]],
    [
      "nothing for a comma, which is part of a name",
      { path: "out/1.txt,out/a", "if-no-files-found": "ignore" },
      [],
    ],
  ])("contain %s", async (_, inputs, expected) => {
    await using stage = await RunnerStage.open();
    const get = job([download({ path: "got" }), "mkdir -p got; cd got; find . -type f | sort"], {
      needs: "put",
    });
    const run = await stage.run(workflow({ put: job([files, upload({ name: "x", ...inputs })]), get }));
    expect([run.conclusion, shown(run).filter((line) => !line.startsWith("No files"))]).toEqual([
      "success",
      expected,
    ]);
  });

  test.each<[string, Inputs, readonly string[]]>([
    ["one by name", { name: "x-1" }, ["./f"]],
    ["all, each into a folder with its name", {}, ["./x-1/f", "./x-2/g", "./y/h"]],
    ["those that match", { pattern: "x-*" }, ["./x-1/f", "./x-2/g"]],
    ["a single match", { pattern: "y*" }, ["./h"]],
    ["those that match into one folder", { pattern: "x-*", "merge-multiple": true }, ["./f", "./g"]],
  ])("are fetched: %s", async (_, inputs, expected) => {
    await using stage = await RunnerStage.open();
    const put = job([
      "touch f g h",
      upload({ name: "x-1", path: "f" }),
      upload({ name: "x-2", path: "g" }),
      upload({ name: "y", path: "h" }),
    ]);
    const get = job([download(inputs), list], { needs: "put" });
    expect(shown(await stage.run(workflow({ put, get })))).toEqual(expected);
  });

  test.each<[string, Parameters<typeof one>[0], string]>([
    [
      "a duplicate name",
      [upload({ name: "x", path: "f" }), upload({ name: "x", path: "f" })],
      "an artifact with this name already exists",
    ],
    ["a name with a slash", [upload({ name: "a/b", path: "f" })], "The artifact name is not valid: a/b."],
    [
      "no files if that is an error",
      [upload({ path: "gone", "if-no-files-found": "error" })],
      "No files were found with the provided path: gone.",
    ],
    ["a name that does not exist", [download({ name: "gone" })], "Artifact not found for name: gone"],
  ])("refuse %s", async (_, steps, message) => {
    await using stage = await RunnerStage.open();
    const run = await stage.run(one(["touch f", ...steps]));
    expect([run.conclusion, said(run)]).toEqual(["failure", [expect.stringContaining(message)]]);
  });

  test("are overwritten on request, and warn if there are no files", async () => {
    await using stage = await RunnerStage.open();
    const steps = [
      "touch f g",
      upload({ name: "x", path: "f" }),
      upload({ name: "x", path: "g", overwrite: true }),
      upload({ path: "gone" }),
    ];
    const run = await stage.run(
      workflow({ put: job(steps), get: job([download({ name: "x" }), list], { needs: "put" }) }),
    );
    expect([shown(run), said(run)]).toEqual([
      ["./g"],
      ["No files were found with the provided path: gone. No artifacts will be uploaded."],
    ]);
  });

  test("belong to one run", async () => {
    await using stage = await RunnerStage.open();
    await stage.run(one(["touch f", upload({ name: "x", path: "f" })]));
    const run = await stage.run(one([download({}), "ls | wc -l"]));
    expect(shown(run)).toEqual(["0"]);
  });
});

describe("azure/login", () => {
  const login = (inputs: Inputs = {}) => ({
    uses: "azure/login@v3.0.0",
    with: {
      "client-id": azure.clientId,
      "tenant-id": azure.tenantId,
      "allow-no-subscriptions": true,
      ...inputs,
    },
  });
  const permissions = { "id-token": "write" };

  test("installs an `az` that only returns the access token", async () => {
    await using stage = await RunnerStage.open({ azure: true });
    const steps = [
      login(),
      "az account get-access-token --resource https://management.azure.com | node -e 'console.log(JSON.parse(require(\"fs\").readFileSync(0)).accessToken.length)'",
      "az account get-access-token",
      "az group list",
    ];
    const run = await stage.run(one(steps, { permissions }));
    expect(conclusions(run)).toEqual({ job: "failure" });
    expect(logs(run)).toEqual(expect.arrayContaining(["13", expect.stringContaining('"accessToken":"***"')]));
    expect(printed(run).at(-1)).toBe("this stand-in for az supports only: az account get-access-token");
  });

  test.each<[string, Inputs, string]>([
    ["another client", { "client-id": "other" }, "Login failed: AADSTS"],
    [
      "no subscription without allow-no-subscriptions",
      { "allow-no-subscriptions": false },
      "Ensure 'subscription-id' is supplied",
    ],
  ])("refuses %s", async (_, inputs, message) => {
    await using stage = await RunnerStage.open({ azure: true });
    const run = await stage.run(one([login(inputs)], { permissions }));
    expect(said(run)).toEqual([expect.stringContaining(message)]);
  });

  test("reports that there is no Azure", async () => {
    await using stage = await RunnerStage.open();
    const run = await stage.run(one([login()], { permissions }));
    expect(said(run)).toEqual(["no Azure available: the sandbox was opened without one"]);
  });
});

describe("an image build", () => {
  const login = (inputs: Inputs = {}) => ({
    uses: "docker/login-action@v4.6.0",
    with: { registry: "ghcr.io", username: "x", password: "${{ github.token }}", ...inputs },
  });
  const build = (inputs: Inputs = {}) => ({
    id: "build",
    uses: "docker/build-push-action@v7.3.0",
    with: { context: ".", push: true, tags: "ghcr.io/contoso/app:1", ...inputs },
  });
  const permissions = { contents: "read", packages: "write" };
  const files: Files = {
    Dockerfile:
      "FROM node AS build\nCOPY src/*.js package.json /app/\nFROM scratch\nCOPY --from=build /app /app\n",
    "src/a.js": "1",
    "package.json": "{}",
  };
  const show = "echo ${{ steps.build.outputs.digest }}";
  const open = async (steps: Parameters<typeof one>[0], more: Files = {}) => {
    const stage = await RunnerStage.open();
    return {
      stage,
      run: await stage.run(one([checkout(), ...steps, show], { permissions }), { ...files, ...more }),
    };
  };

  test("gives the same digest only for the same files", async () => {
    await using stage = await RunnerStage.open();
    const digests: string[] = [];
    for (const text of ["1", "1", "2"]) {
      const run = await stage.run(one([checkout(), build({ push: false }), show], { permissions }), {
        ...files,
        "src/a.js": text,
      });
      digests.push(shown(run).at(-1) ?? "");
    }
    const [first, second, third] = digests;
    expect(first).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect([second, third === first]).toEqual([first, false]);
  });

  test("records what it pushes under each of its tags", async () => {
    const tags = "ghcr.io/contoso/app:1\nghcr.io/contoso/app:latest";
    const { stage, run } = await open([login(), build({ tags })]);
    await using _ = stage;
    const digest = shown(run).at(-1);
    expect([...stage.images]).toEqual([
      ["ghcr.io/contoso/app:1", digest],
      ["ghcr.io/contoso/app:latest", digest],
    ]);
  });

  test.for<[string, Parameters<typeof one>[0], Files, string]>([
    [
      "a missing Dockerfile",
      [login(), build({ file: "docker/Dockerfile" })],
      {},
      "failed to read dockerfile",
    ],
    [
      "a missing file in COPY",
      [login(), build()],
      { Dockerfile: "FROM x\nCOPY a gone /\n", a: "" },
      '"/gone": not found',
    ],
    ["a push without a login", [build()], {}, "denied: permission_denied: write_package"],
    [
      "a push to a registry without a login",
      [login({ registry: "docker.io" }), build()],
      {},
      "denied: permission_denied",
    ],
    ["a login with an invalid token", [login({ password: "guessed" })], {}, "denied: denied"],
    [
      "a name in upper case",
      [login(), build({ tags: "ghcr.io/Contoso/app:1" })],
      {},
      "repository name must be lowercase",
    ],
  ])("refuses %s", async ([_, steps, more, message]) => {
    const { stage, run } = await open(steps, more);
    await using _stage = stage;
    expect([run.conclusion, [...stage.images]]).toEqual(["failure", []]);
    expect(said(run).join("\n")).toContain(message);
  });
});

describe("setup-node", () => {
  const setup = (version: string) => ({
    uses: "actions/setup-node@v7.0.0",
    with: { "node-version": version },
  });

  test("puts the Node that runs the sandbox first on the PATH", async () => {
    await using stage = await RunnerStage.open();
    const run = await stage.run(one([setup("24"), "node --version; which node"]));
    expect(said(run)).toEqual([]);
    const [, version, place] = printed(run);
    expect([version, place]).toEqual([process.version, expect.stringMatching(/\/temp\/node\/node$/)]);
  });

  test("refuses a version that is not available", async () => {
    await using stage = await RunnerStage.open();
    const run = await stage.run(one([setup("22"), "node --version"]));
    expect(said(run)).toEqual([expect.stringContaining("Unable to find Node version '22'")]);
  });
});

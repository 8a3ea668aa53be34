/** The files that a step writes outputs, variables, paths and its summary to. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

interface StepResults {
  readonly outputs: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly paths: readonly string[];
  readonly summary: string;
  /** Why a file is invalid, in GitHub's words. */
  readonly problems: readonly string[];
}

const variables = {
  outputs: "GITHUB_OUTPUT",
  env: "GITHUB_ENV",
  paths: "GITHUB_PATH",
  state: "GITHUB_STATE",
  summary: "GITHUB_STEP_SUMMARY",
} as const;

/** GitHub drops longer summaries. */
const maxSummary = 1024 * 1024;

/**
 * Parses `name=value`, or `name<<delimiter`, lines, and the delimiter.
 * @throws Error with GitHub's message
 */
function parseAssignments(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? "";
    if (line === "") continue;
    const [, name = "", delimiter = ""] = /^([^=<]+)<<(.+)$/.exec(line) ?? [];
    if (name === "") {
      const [, key, value = ""] = /^([^=]+)=(.*)$/.exec(line) ?? [];
      if (key === undefined) throw new Error(`Invalid format '${line}'`);
      found[key] = value;
      continue;
    }
    const end = lines.indexOf(delimiter, index + 1);
    if (end < 0) throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
    found[name] = lines.slice(index + 1, end).join("\n");
    index = end;
  }
  return found;
}

export class StepFiles {
  readonly env: Readonly<Record<string, string>>;

  private constructor(env: Readonly<Record<string, string>>) {
    this.env = env;
  }

  static async create(folder: string): Promise<StepFiles> {
    await mkdir(folder, { recursive: true });
    const env: Record<string, string> = {};
    for (const [name, variable] of Object.entries(variables)) {
      env[variable] = join(folder, name);
      await writeFile(join(folder, name), "");
    }
    return new StepFiles(env);
  }

  async read(): Promise<StepResults> {
    const text = (name: keyof typeof variables) => readFile(this.env[variables[name]] ?? "", "utf8");
    const problems: string[] = [];
    const assignments = (name: "env" | "output", content: string) => {
      try {
        return parseAssignments(content);
      } catch (error) {
        problems.push(`Unable to process file command '${name}' successfully.`, (error as Error).message);
        return {};
      }
    };
    const env = assignments("env", await text("env"));
    const refused = Object.keys(env).find((name) => /^(?:GITHUB|RUNNER)_|^NODE_OPTIONS$/.test(name));
    if (refused !== undefined)
      problems.push(`Can't store ${refused} output parameter using '$GITHUB_ENV' command.`);
    const outputs = assignments("output", await text("outputs"));
    const paths = (await text("paths")).split(/\r?\n/).filter((line) => line !== "");
    const summary = await text("summary");
    return { outputs, env, paths, summary: Buffer.byteLength(summary) > maxSummary ? "" : summary, problems };
  }
}

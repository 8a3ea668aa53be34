/** An action that runs unmodified on Node. */
import { type ActionFile, readAction } from "./action-file.ts";
import { evaluateText, evaluateTexts } from "./expressions.ts";
import type { Variables } from "./job-run.ts";
import type { Conclusion } from "./run.ts";
import type { StepFiles } from "./step-files.ts";
import { runCommand, type StepWork } from "./step-work.ts";
import { parseExpressions } from "./template-text.ts";

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(", ");
}

/** The given inputs, and the defaults of the others; warns about inputs that the action does not declare. */
function inputsOf({ file, scope, log }: StepWork, { inputs }: ActionFile): Variables {
  const given = evaluateTexts(file.with, scope);
  const known = Object.keys(inputs);
  const unexpected = Object.keys(given).filter((name) => !known.includes(name));
  if (unexpected.length > 0)
    log.annotate("warning", `Unexpected input(s) ${quoted(unexpected)}, valid inputs are [${quoted(known)}]`);
  const defaults = Object.entries(inputs)
    .filter(([, input]) => input?.default !== undefined)
    .map(([name, input]) => [name, evaluateText(parseExpressions(String(input?.default)), scope)] as const);
  return { ...Object.fromEntries(defaults), ...given };
}

export async function runNodeAction(work: StepWork, folder: string, files: StepFiles): Promise<Conclusion> {
  const { run, file } = work;
  const action = readAction(folder, file.uses ?? "");
  const variables = Object.entries(inputsOf(work, action)).map(
    ([name, value]) => [`INPUT_${name.replaceAll(" ", "_").toUpperCase()}`, value] as const,
  );
  const { NODE_COMPILE_CACHE } = process.env;
  const cache = NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE };
  return runCommand(work, {
    command: process.execPath,
    args: [action.main],
    cwd: run.workspace,
    env: { ...cache, ...files.env, ...Object.fromEntries(variables) },
  });
}

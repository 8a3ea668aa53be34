/** Runs a stand-in for an action. */
import { evaluateTexts } from "./expressions.ts";
import type { Variables } from "./job-run.ts";
import type { StandIn } from "./stand-ins/stand-in.ts";
import type { StepOutcome, StepWork } from "./step-work.ts";

/** @throws Error if an input is unknown or missing */
function inputsOf({ action, inputs }: StandIn, given: Variables): Variables {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(inputs, name));
  if (unknown.length > 0)
    throw new Error(
      `${action}: the stand-in does not support ${unknown.map((name) => `'${name}'`).join(", ")}`,
    );
  const found = Object.entries(inputs).map(([name, fallback]) => {
    const value = given[name] ?? fallback;
    if (value === undefined || (value === "" && fallback === undefined))
      throw new Error(`Input required and not supplied: ${name}`);
    return [name, value] as const;
  });
  return Object.fromEntries(found);
}

export async function runStandIn(work: StepWork, standIn: StandIn): Promise<StepOutcome> {
  const { run, log, file, scope } = work;
  const { services, run: state, permissions } = run.request;
  const result = await standIn.run({
    inputs: inputsOf(standIn, evaluateTexts(file.with, scope)),
    services,
    run: state,
    permissions,
    token: run.token,
    workspace: run.workspace,
    temp: run.temp,
    logins: run.logins,
    env: { ...run.processEnv(), ...work.env },
    log: (line) => log.line(line),
    mask: (text) => run.masks.add(text),
    addPath: (folder) => run.paths.unshift(folder),
  });
  const { outputs = {}, post } = result;
  return { conclusion: "success", outputs, post };
}

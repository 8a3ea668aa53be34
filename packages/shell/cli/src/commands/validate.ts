import {
  blame,
  type ControlPlaneTree,
  isMain,
  parseLocation,
  readControlPlane,
} from "@kalypso-actions/control-plane";
import {
  countDiagnostics,
  counted,
  type Diagnostic,
  hasErrors,
  sortDiagnostics,
} from "@kalypso-actions/diagnostics";
import type { Resource } from "@kalypso-actions/resources";
import { acrossEnvironments, type EnvironmentOutput } from "@kalypso-actions/scheduling";
import { type Command, onlyProblems, type Tools } from "../command.ts";
import { renderEnvironment } from "../rendered-environment.ts";
import type { Line } from "../text.ts";

interface Verdict {
  readonly environment: string;
  /** Undefined if the environment cannot be scheduled at all. */
  readonly output: EnvironmentOutput | undefined;
  readonly valid: boolean;
  readonly assignments: number;
  readonly files: number;
  readonly diagnostics: readonly Diagnostic[];
}

type Request = Parameters<typeof renderEnvironment>[1];

async function validateOne(
  tools: Tools,
  { request, listed }: { readonly request: Request; readonly listed?: Resource<"Environment"> },
): Promise<Verdict> {
  const { value, output, ...rendered } = await renderEnvironment(tools, request);
  const diagnostics =
    listed === undefined
      ? rendered.diagnostics
      : blame(rendered.diagnostics, listed, ["spec", "controlPlane"]);
  return {
    environment: request.environment,
    output,
    valid: !hasErrors(diagnostics),
    assignments: value?.schedule.assignments.length ?? 0,
    files: value?.files.size ?? 0,
    diagnostics,
  };
}

function requests(main: ControlPlaneTree, only: string | undefined) {
  return main.set.resources.Environment.filter(({ name }) => only === undefined || name === only).map(
    (listed) => {
      const { repo, branch, path } = listed.data.spec.controlPlane;
      // Uses this main instead of the promoted commit, as if it were promoted.
      const request = { environment: listed.name, controlPlane: { repo, ref: branch }, path, base: main };
      return { request, listed };
    },
  );
}

function line({ environment, valid, assignments, files, diagnostics }: Verdict): Line {
  const counts = countDiagnostics(diagnostics);
  if (!valid) return [`${environment}: `, { text: "not valid", style: "red" }, ` (${counts})`];
  const remarks = counts === "" ? "" : ` (${counts})`;
  return [
    `${environment}: `,
    { text: "valid", style: "green" },
    `, ${counted(assignments, "assignment")}, ${counted(files, "file")}${remarks}`,
  ];
}

function noEnvironments(controlPlane: string): Diagnostic {
  return {
    severity: "error",
    code: "environment-unknown",
    message: `${controlPlane} lists no environments; expected Environment resources in .environments/`,
    hint: "Pass the control plane's main branch, or an environment's branch with --environment.",
  };
}

/** Every environment that main lists, as it would be if this main were promoted to it; or one environment's branch. */
export const validateCommand: Command = async (options, tools) => {
  const location = parseLocation(options.controlPlane);
  const main = await readControlPlane(tools.reader, location, "");
  const environments = main.value?.set.resources.Environment ?? [];
  const known =
    main.value !== undefined && isMain(main.value) ? requests(main.value, options.environment) : [];
  if (known.length === 0 && (options.environment === undefined || main.value === undefined))
    return onlyProblems(
      hasErrors(main.diagnostics) ? main.diagnostics : [noEnvironments(options.controlPlane)],
    );
  const own = {
    request: { environment: options.environment ?? "", controlPlane: location, isStrict: true },
  };
  const all = known.length > 0 ? known : [own];
  const verdicts = await Promise.all(all.map((request) => validateOne(tools, request)));
  const diagnostics = sortDiagnostics([
    ...(main.value !== undefined && isMain(main.value) ? main.diagnostics : []),
    ...verdicts.flatMap((verdict) => verdict.diagnostics),
    ...(known.length > 0
      ? acrossEnvironments(
          verdicts.flatMap(({ output }) => output ?? []),
          environments,
        )
      : []),
  ]);
  return {
    diagnostics,
    text: () => verdicts.map(line),
    data: verdicts.map(({ environment, valid, assignments, files }) => ({
      environment,
      valid,
      assignments,
      files,
    })),
  };
};

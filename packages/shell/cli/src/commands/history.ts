import { isMain, parseLocation, readControlPlane } from "@kalypso-actions/control-plane";
import { DiagnosticError, hasErrors } from "@kalypso-actions/diagnostics";
import { below } from "@kalypso-actions/gitops-branch";
import { normalisePath } from "@kalypso-actions/names";
import { type LedgerEntry, readLedger } from "@kalypso-actions/promotion";
import { type Command, onlyProblems } from "../command.ts";
import { required } from "../options.ts";
import { table } from "../table.ts";
import type { Line, Span } from "../text.ts";
import { UsageError } from "../usage-error.ts";

const defaultDepth = 200;

function row({ at, promoted, from, by, subject }: LedgerEntry): readonly Span[] {
  const when = at.replace("T", " ").replace(/:\d\d(?=[+Z-])/, " ");
  if (promoted === undefined) return [when, { text: "by hand", style: "yellow" }, "", by, subject];
  return [when, { text: promoted.slice(0, 10), style: "green" }, from?.slice(0, 10) ?? "", by, subject];
}

function historyText(entries: readonly LedgerEntry[], columns: number | undefined): readonly Line[] {
  if (entries.length === 0) return ["Nothing has been promoted."];
  const head = ["when", "commit", "from", "by", ""].map((text): Span => ({ text, style: "bold" }));
  return table([head, ...entries.map(row)], { columns });
}

/** What was promoted to an environment, from the commits of its branch. */
export const historyCommand: Command = async (options, { reader, history }) => {
  const name = required(options.environment, "--environment");
  const main = await readControlPlane(reader, parseLocation(options.controlPlane), "");
  if (main.value === undefined || hasErrors(main.diagnostics)) return onlyProblems(main.diagnostics);
  if (!isMain(main.value)) throw new UsageError("--control-plane is no main: it lists no environments");
  const { Environment: environments } = main.value.set.resources;
  const listed = environments.find((each) => each.name === name);
  if (listed === undefined)
    throw new UsageError(
      `the control plane has no environment ${name}; it has ${environments.map((each) => each.name).join(", ")}`,
    );
  const { repo, branch, path } = listed.data.spec.controlPlane;
  const own = await readControlPlane(reader, { repo, ref: branch }, path);
  const [base] = own.value?.set.resources.BaseRepo ?? [];
  if (own.value === undefined) throw new DiagnosticError(own.diagnostics);
  const file = base?.place.file ?? below(normalisePath(path), "base-repo.yaml");
  const commits = await history({ repo, branch, path: file, depth: options.depth ?? defaultDepth });
  const entries = readLedger(commits);
  return {
    diagnostics: [],
    text: (columns) => historyText(entries, columns),
    data: { environment: name, entries },
  };
};

/** Whether a control plane is valid with new files, by the stages that `kalypso validate` runs. */
import { type Checkout, type NewFile, unreadFiles } from "@kalypso-actions/additions";
import { readControlPlane, scheduleEnvironment } from "@kalypso-actions/control-plane";
import { type Diagnostic, sortDiagnostics } from "@kalypso-actions/diagnostics";
import { findDuplicates } from "@kalypso-actions/resources";
import { type Checkouts, checkoutReader, inFolders, locationOf } from "./checkouts.ts";

interface CheckRequest {
  readonly checkouts: Checkouts;
  readonly files: readonly NewFile[];
  /** The environment on whose branch something is added, and its folder there. */
  readonly environment: { readonly name: string; readonly path: string } | undefined;
}

type Trees = Readonly<Record<Checkout, ReadonlySet<string>>>;

/** Remarks are about the whole fleet, which only `validate` reads; a new file's own are kept. */
function concerning(diagnostics: readonly Diagnostic[], files: readonly NewFile[], checkouts: Checkouts) {
  const own = new Set(files.map(({ checkout, path }) => `${checkouts[checkout].folder} ${path}`));
  return diagnostics.filter(
    ({ severity, code, place }) =>
      severity === "error" ||
      (place !== undefined && own.has(`${place.source} ${place.file}`) && !needsFleet.has(code)),
  );
}

/** What is said of deployment targets and GitOps branches, which are not read here, and of what a person adds next. */
const needsFleet: ReadonlySet<string> = new Set([
  "policy-selects-nothing",
  "target-not-scheduled",
  "assignments-removed",
  "registration-held",
  "git-path-missing",
  "workload-missing",
  "cluster-types-none",
]);

function once(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(diagnostics.map((one) => [JSON.stringify(one), one])).values()];
}

/** Every problem of the control plane as it would be; places name the checkouts' folders. */
export async function checkAdded({
  checkouts,
  files,
  environment,
}: CheckRequest): Promise<readonly Diagnostic[]> {
  const reader = checkoutReader(checkouts, files);
  const main = await readControlPlane(reader, locationOf("main"), "");
  if (main.value === undefined) return inFolders(main.diagnostics, checkouts);
  const read: Record<keyof Trees, ReadonlySet<string>> = {
    main: new Set(main.value.tree.files.map(({ path }) => path)),
    environment: new Set(),
  };
  const found = [...main.diagnostics, ...findDuplicates(main.value.set.resources)];
  if (environment !== undefined) {
    const { name, path } = environment;
    const own = await readControlPlane(reader, locationOf("environment"), path);
    read.environment = new Set(own.value?.tree.files.map((file) => file.path));
    const scheduled = await scheduleEnvironment(reader, {
      environment: name,
      controlPlane: locationOf("environment"),
      path,
      base: main.value,
      // The applications' repositories are not read, which is nobody's mistake.
      isStrict: false,
    });
    found.push(...scheduled.diagnostics);
  }
  const folders = { main: checkouts.main.folder, environment: checkouts.environment.folder };
  const placed = once(inFolders(found, checkouts));
  return sortDiagnostics([...concerning(placed, files, checkouts), ...unreadFiles(files, read, folders)]);
}

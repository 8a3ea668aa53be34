/** Whether each folder is a checkout of the branch that an addition needs. */
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import { normalisePath } from "@kalypso-actions/names";
import type { Addition } from "./addition.ts";
import type { Existing, ExistingCheckout } from "./existing.ts";

function unexpected(message: string, hint: string, place?: Diagnostic["place"]): Diagnostic {
  const diagnostic = { severity: "error", code: "checkout-unexpected", message, hint } as const;
  return place === undefined ? diagnostic : { ...diagnostic, place };
}

function isBelow(file: string, root: string): boolean {
  return root === "" || file.startsWith(`${root}/`);
}

/** A checkout of main has no BaseRepo, and lists environments, unless the first one is about to be added. */
function checkMain(addition: Addition, { folder, set }: ExistingCheckout): readonly Diagnostic[] {
  const [baseRepo] = set.resources.BaseRepo;
  const hint = "Pass a checkout of main with --control-plane.";
  if (baseRepo !== undefined)
    return [
      unexpected(
        `${folder} has a BaseRepo, as environments' branches have; expected main`,
        hint,
        baseRepo.place,
      ),
    ];
  if (addition.kind === "environment" || set.resources.Environment.length > 0) return [];
  if (set.broken.mayBe("Environment")) return [];
  return [unexpected(`${folder} lists no environments in .environments/; expected main`, hint)];
}

/** A new environment's branch lists no environments; an existing one has the BaseRepo in the environment's folder. */
function checkEnvironment(
  addition: Addition,
  { folder, set }: ExistingCheckout,
  root: string,
): readonly Diagnostic[] {
  const hint = "Pass a checkout of the environment's branch with --environment-folder.";
  const [listed] = set.resources.Environment;
  if (listed !== undefined) {
    const message = `${folder} lists environments, as main does; expected the environment's branch`;
    return [unexpected(message, hint, listed.place)];
  }
  if (addition.kind === "environment" || set.broken.mayBe("BaseRepo")) return [];
  const isOwn = set.resources.BaseRepo.some(({ place }) => isBelow(place.file, root));
  const where = root === "" ? folder : `${folder}/${normalisePath(root)}`;
  return isOwn ? [] : [unexpected(`${where} has no BaseRepo; expected the environment's branch`, hint)];
}

/** @param root the environment's folder on its branch */
export function checkCheckouts(
  addition: Addition,
  { main, environment }: Existing,
  root: string,
): readonly Diagnostic[] {
  const own = environment === undefined ? [] : checkEnvironment(addition, environment, root);
  return [...checkMain(addition, main), ...own];
}

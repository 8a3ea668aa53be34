import {
  type Diagnostic,
  DiagnosticError,
  nearestName,
  type Place,
  present,
} from "@kalypso-actions/diagnostics";

type Code = Extract<Diagnostic["code"], "environment-unknown" | "promotion-refused" | "promotion-lost">;

/** @param place the line to correct, if a file is to blame */
function problem(
  code: Code,
  { message, hint, place }: { readonly message: string; readonly hint: string; readonly place?: Place },
): DiagnosticError {
  return new DiagnosticError({ severity: "error", code, message, hint, ...present({ place }) });
}

export function moved(branch: string, times = 1): DiagnosticError {
  const often = times === 1 ? "" : ` ${times} times`;
  return problem("promotion-lost", {
    message: `somebody else changed the branch \`${branch}\`${often} during this run`,
    hint: "Run again.",
  });
}

export function refusal(message: string, hint: string, place?: Place): DiagnosticError {
  return problem("promotion-refused", present({ message, hint, place }));
}

/** @param where the place that does not list it */
export function unlisted(where: string, environment: string, listed: readonly { readonly name: string }[]) {
  const names = listed.map(({ name }) => name);
  const known = names.join(", ") || "those in .environments/";
  const nearest = nearestName(environment, names);
  const meant = nearest === undefined ? "" : `Did you mean \`${nearest}\`? `;
  return problem("environment-unknown", {
    message: `${where} lists no environment \`${environment}\`; expected one of ${known}`,
    hint: `${meant}Add it to .environments/ of main, or correct the name.`,
  });
}

import { diagnosticCatalogue, stopsOfCodes } from "@kalypso-actions/diagnostics";
import { expect, test } from "vitest";

test("every code says whose work it stops, once", () => {
  const listed = Object.values(stopsOfCodes).flat();
  expect([...listed].sort()).toEqual(Object.keys(diagnosticCatalogue).sort());
});

import { placeAddress } from "@kalypso-actions/diagnostics";
import { expect, test } from "vitest";

const at = (source: string, file = "a.yaml") => placeAddress({ file, line: 3, column: 1, source });

test("a place in another repository has a page that shows its line", () => {
  expect(at("https://github.com/contoso/shop.git@0123456")).toBe(
    "https://github.com/contoso/shop/blob/0123456/a.yaml#L3",
  );
  expect(at("https://github.com/contoso/shop@0123456", "a b/(c)[d]|`<e>.yaml")).toBe(
    "https://github.com/contoso/shop/blob/0123456/a%20b/%28c%29%5Bd%5D%7C%60%3Ce%3E.yaml#L3",
  );
});

test.each([
  "git@github.com:contoso/shop@0123456",
  "/srv/shop@0123456",
  "https://x/y",
  "https://x/y@undefined",
])("a place in %s has none", (source) => {
  expect(at(source)).toBeUndefined();
  expect(placeAddress({ file: "a.yaml", line: 1, column: 1 })).toBeUndefined();
});

import { expect, test } from "vitest";
import { parse } from "yaml";
import { builtInConfigMap } from "../src/built-in-config.ts";

test.each([
  "a\nb\n",
  "a\u0085\nb",
  "a\u0007\nb",
  "a\r\nb",
  "\ufeff\n",
  "a\u2028\nb",
  " \n",
  "\n  \n\n",
  "\n\ta",
  "x",
])("the built-in ConfigMap contains the text %j", (text) => {
  const rendered = builtInConfigMap("n", { KEY: text });
  expect(parse(rendered).data).toEqual({ KEY: text });
  for (const special of "\u0007\r\u0085\u2028\ufeff") expect(rendered).not.toContain(special);
});

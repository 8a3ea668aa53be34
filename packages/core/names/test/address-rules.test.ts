import { describe, expect, test } from "vitest";
import {
  type AddressRules,
  hostsOfServer,
  isLocalHost,
  parseAllowedHost,
  refusedAddress,
} from "../src/index.ts";

const contoso: AddressRules = {
  hosts: hostsOfServer("https://github.com"),
  owners: ["Contoso"],
  allowsLocal: false,
};
const named = (...hosts: readonly string[]): AddressRules => ({
  ...contoso,
  owners: ["*"],
  hosts: hosts.flatMap((host) => parseAllowedHost(host) ?? []),
});

describe("an address is read", () => {
  test.each([
    "https://github.com/contoso/app",
    "https://GitHub.com:443/CONTOSO/app.git",
    "https://someone@github.com/contoso/app",
    "ssh://git@github.com/contoso/app",
    "ssh://git@github.com:22/contoso/app",
    "ssh://git@ssh.github.com:443/contoso/app",
    "git@github.com:contoso/app.git",
  ])("if it is on the control plane's server and of its owner: %s", (address) => {
    expect(refusedAddress(address, contoso)).toBeUndefined();
  });

  test.each([
    ["*", "https://example.com/x/app"],
    ["git.example.com", "git@git.example.com:x/app"],
    ["git.example.com:8443", "https://git.example.com:8443/x/app"],
    ["http://127.0.0.1:3000", "http://127.0.0.1:3000/x/app"],
    ["http://git.example.com", "http://git.example.com:80/x/app"],
    ["dev.azure.com", "git@ssh.dev.azure.com:v3/x/project/app"],
  ])("if allowed-hosts has %s: %s", (host, address) => {
    expect(refusedAddress(address, named(host))).toBeUndefined();
  });

  test("from this machine only where that is allowed", () => {
    const own = { ...contoso, allowsLocal: true };
    for (const address of [
      "/srv/git/app",
      "file:///srv/git/app",
      "http://127.0.0.1:3000/x/app",
      "C:\\git\\app",
    ]) {
      expect(refusedAddress(address, own)).toBeUndefined();
      expect(refusedAddress(address, named("*"))).toEqual({ kind: "local" });
    }
  });
});

describe("an address is refused", () => {
  const scheme = (name: string) => ({ kind: "scheme", scheme: name });
  const host = (name: string) => ({ kind: "host", host: name });
  const owner = (name: string) => ({ kind: "owner", owner: name });
  const form = { kind: "form" };
  const local = { kind: "local" };
  test.each([
    ["git://github.com/contoso/app", scheme("git")],
    ["ext::sh -c touch%20/tmp/pwn", scheme("ext")],
    ["ftp://github.com/contoso/app", scheme("ftp")],
    ["file:///etc", local],
    ["FILE:///etc", local],
    ["/etc", local],
    ["http://github.com/contoso/app", host("github.com")],
    ["https://github.com:8443/contoso/app", host("github.com:8443")],
    ["https://github.com.evil.example/contoso/app", host("github.com.evil.example")],
    ["https://evil.example/github.com/contoso/app", host("evil.example")],
    ["https://github.com@evil.example/contoso/app", host("evil.example")],
    ["https://github.com%40evil.example/contoso/app", form],
    ["https://github.com\\@evil.example/contoso/app", form],
    ["https://evil.example\\@github.com/contoso/app", form],
    ["https://evil.example#@github.com/contoso/app", form],
    ["https://evil.example?@github.com/contoso/app", form],
    ["https://a@b@github.com/contoso/app", form],
    ["https://u:\n@github.com/contoso/app", form],
    ["https://u:\0@github.com/contoso/app", form],
    ["https://u:a b@github.com/contoso/app", form],
    ["https://u:\u2028@github.com/contoso/app", form],
    ["https://github.com/contoso/..;/other/app", form],
    ["https://github.com/contoso/..;a=b/other/app", form],
    ["https://github.com/contoso/.;/app", form],
    ["ssh://-oProxyCommand=x/contoso/app", form],
    ["git@-oProxyCommand=x:contoso/app", form],
    ["https://github.com/other/app", owner("other")],
    ["https://github.com//other/app", owner("other")],
    ["https://github.com/", owner("")],
    ["https://github.com/contoso/../other/app", form],
    ["https://github.com/contoso/%2e%2e/other/app", form],
    ["https://github.com/contoso/%252e%252e/other/app", form],
    ["https://github.com/contoso%2f..%2fother/app", form],
    ["git@github.com:contoso/../other/app", form],
    ["git@github.com:other/app", owner("other")],
    ["http://169.254.169.254/contoso/app", local],
    ["https://localhost/contoso/app", local],
  ] as const)("%s", (address, refusal) => {
    expect(refusedAddress(address, contoso)).toEqual(refusal);
  });

  test.each([
    ["https://github.com./contoso/app", undefined],
    ["ssh://GIT@GITHUB.COM:022/contoso/app", host("github.com:022")],
    ["git@GitHub.com:Contoso/app", undefined],
    ["git@evil.example:contoso/app", host("evil.example")],
    ["git@github.com:/other/app", owner("other")],
    ["git@github.com:~contoso/app", owner("~contoso")],
    ["ssh://git@github.com/~contoso/app", owner("~contoso")],
    ["https://github.com/%63ontoso/app", owner("%63ontoso")],
    ["https://github.com:443@evil.example/contoso/app", host("evil.example")],
    ["https://github.com../contoso/app", form],
    ["https://github.com%2eevil.example/contoso/app", form],
    ["https://github.com%00.evil.example/contoso/app", form],
    ["https://[::1]/contoso/app", local],
    ["https://[::ffff:7f00:1]/contoso/app", local],
    ["https://2130706433/contoso/app", local],
    ["https://0177.0.0.1/contoso/app", local],
    ["https://127.0.0.1./contoso/app", local],
    ["https://0xa9fea9fe/contoso/app", local],
    ["git@127.1:contoso/app", local],
    ["ssh://git@localhost:22/contoso/app", local],
    ["ssh://git@-oProxyCommand=touch/contoso/app", form],
    ["ssh://-oProxyCommand=touch@github.com/contoso/app", form],
    ["-oProxyCommand=touch@github.com:contoso/app", form],
    ["--upload-pack=touch", form],
    ["EXT::sh -c touch", scheme("ext")],
    ["https::https://github.com/contoso/app", form],
    ["../control-plane", form],
    ["\\\\evil.example\\contoso\\app", form],
    ["file:evil", local],
    ["git+ssh://git@github.com/contoso/app", scheme("git+ssh")],
    ["https://ｇithub.com/contoso/app", form],
    ["https://github.com/contoso/app\n", form],
    ["git@github.com:contoso/app\n", form],
    ["https://github.com/contoso/a\u0000pp", form],
    ["https://git\thub.com/contoso/app", form],
  ] as const)("in another spelling, as what it stands for: %s", (address, refusal) => {
    expect(refusedAddress(address, contoso)).toEqual(refusal);
  });

  test("on this machine, even if every host is allowed", () => {
    for (const name of ["127.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "metadata.google.internal"])
      expect(refusedAddress(`https://${name}/contoso/app`, named("*")), name).toEqual(local);
  });

  test("by plain http, unless its scheme is named", () => {
    const address = "http://git.example.com/x/app";
    for (const entry of ["*", "git.example.com", "git.example.com:80"])
      expect(refusedAddress(address, named(entry)), entry).toEqual(host("git.example.com"));
  });

  test("at another port than the one that is allowed", () => {
    const rules = named("http://127.0.0.1:3000");
    expect(refusedAddress("http://127.0.0.1:3001/x/app", rules)).toEqual(local);
    expect(refusedAddress("https://127.0.0.1:3000/x/app", rules)).toEqual(local);
  });
});

test.each([
  "ip6-localhost",
  "IP6-LOOPBACK.",
  "metadata",
  "192.0.0.192",
  "0xc0.0.0.192",
  "[fd20:ce:0:0:0:0:0:254]",
  "localhost",
  "a.localhost",
  "127.0.0.1",
  "127.255.0.3",
  "0",
  "0.0.0.0",
  "017700000001",
  "169.254.169.254",
  "168.63.129.16",
  "[::1]",
  "[::]",
  "[fe80::1]",
  "[febf::1]",
  "[::ffff:a9fe:a9fe]",
  "[::7f00:1]",
  "[64:ff9b::7f00:1]",
  "[fd00:ec2::254]",
  "not a host",
])("%s is local", (host) => {
  expect(isLocalHost(host)).toBe(true);
});

test.each(["github.com", "10.0.0.1", "192.168.1.1", "localhost.example.com", "[2001:db8::1]", "1.127.0.1"])(
  "%s is not local",
  (host) => {
    expect(isLocalHost(host)).toBe(false);
  },
);

test.each(["", "a b", "github.com/contoso", "ftp://github.com", "-x", "user@github.com", "*.github.com"])(
  "`%s` names no host",
  (text) => {
    expect(parseAllowedHost(text)).toBeUndefined();
  },
);

/** Functions of sprig and Go that a manifest must not use, with the reason shown when one is called. */

const leaks = "it would carry what only the machine that renders knows into the manifest";
const clock = "it reads the clock, so that the manifest would differ from run to run";
const random = "its result is random, so that the manifest would differ from run to run";
const network = "it asks the network, so that the manifest would differ from run to run";

export const refusedFunctions: ReadonlyMap<string, string> = new Map([
  ["env", leaks],
  ["expandenv", leaks],
  ["getHostByName", network],
  ["call", "no value of a template is a function"],
  ["now", clock],
  ["ago", clock],
  ["randAlphaNum", random],
  ["randAlpha", random],
  ["randAscii", random],
  ["randNumeric", random],
  ["randBytes", random],
  ["randInt", random],
  ["shuffle", random],
  ["uuidv4", random],
  ["bcrypt", random],
  ["htpasswd", random],
  ["encryptAES", random],
  ["genPrivateKey", random],
  ["genCA", random],
  ["genCAWithKey", random],
  ["genSelfSignedCert", random],
  ["genSelfSignedCertWithKey", random],
  ["genSignedCert", random],
  ["genSignedCertWithKey", random],
]);

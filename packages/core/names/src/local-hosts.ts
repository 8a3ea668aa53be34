/** Hosts that are this machine, its network link, or a cloud's metadata service. Names are not resolved. */

const names = /(?:^|\.)(?:localhost|localdomain|local|internal)$|^(?:ip6-localhost|ip6-loopback|metadata)$/;

/** Metadata services outside the link-local range. */
const services = new Set([
  "168.63.129.16",
  "100.100.100.200",
  "192.0.0.192",
  "[fd00:ec2::254]",
  "[fd20:ce::254]",
]);

const links = /^(?:0|127|169\.254)\./;

/** `::`, `::1`, fe80::/10, and all forms of an IPv4 address in an IPv6 one. */
const linksInSixth =
  /^\[(?:::1?\]|fe[89ab][0-9a-f]:|::(?:ffff:(?:0:)?)?[0-9a-f]{1,4}:[0-9a-f]{1,4}\]|64:ff9b:)/;

/**
 * Whether a host is local, in every spelling of its address: `127.1`, `0x7f000001`, `2130706433`, `[::ffff:7f00:1]`.
 * Anything that is not a valid host counts as local.
 */
export function isLocalHost(host: string): boolean {
  let plain: string;
  try {
    plain = new URL(`http://${host}/`).hostname.replace(/\.$/, "");
  } catch {
    return true;
  }
  return names.test(plain) || services.has(plain) || links.test(`${plain}.`) || linksInSixth.test(plain);
}

/** One of `count` parts of the work, with `index` from 1. The plain union of a Schedule's parts is the whole. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** FNV-1a, 32 bits, over UTF-16 code units: spreads names evenly and gives the same shard everywhere. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}

export function inShard(name: string, shard: Shard | undefined): boolean {
  return shard === undefined || hash(name) % shard.count === shard.index - 1;
}

/** Parses `3/8`; undefined for anything else. */
export function parseShard(text: string): Shard | undefined {
  const match = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(text);
  const shard = { index: Number(match?.[1]), count: Number(match?.[2]) };
  return match !== null && shard.index <= shard.count ? shard : undefined;
}

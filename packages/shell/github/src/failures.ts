/** What ends a request besides GitHub's own errors. */

/** An answer that is not GitHub's. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

/** A limit that leaves no time to wait for its end; in milliseconds. */
export class LimitTooLong extends Error {
  override readonly name = "LimitTooLong";
  readonly asked: number;
  readonly most: number;

  constructor(asked: number, most: number) {
    super("the limit lasts too long");
    this.asked = asked;
    this.most = most;
  }
}

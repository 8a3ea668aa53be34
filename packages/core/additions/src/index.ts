export type { Addition, Checkout, Labels, NewFile, NewPolicy } from "./addition.ts";
export { decide, environmentOf } from "./decide.ts";
export type { Existing, ExistingCheckout } from "./existing.ts";
export { remaining } from "./remaining.ts";
export { unreadFiles } from "./unread.ts";

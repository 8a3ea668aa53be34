// The build without Redis, which the throttling plugin uses; its types are those of the full build.
declare module "bottleneck/light.js" {
  export { default } from "bottleneck";
}

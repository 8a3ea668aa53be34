/** Whether Azure App Configuration synchronises to this ConfigMap; its name alone decides. */
export function isAppConfig({ name }: { readonly name: string }): boolean {
  return name.startsWith("azure-app-config");
}

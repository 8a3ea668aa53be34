/** Whether a ConfigMap is one that Azure App Configuration is synchronised to: its name alone says so. */
export function isAppConfig({ name }: { readonly name: string }): boolean {
  return name.startsWith("azure-app-config");
}

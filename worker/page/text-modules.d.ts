/** Files that wrangler and the tests import as text. */
declare module "*.html" {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: what a text module gives.
  export default text;
}

declare module "*.txt" {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: what a text module gives.
  export default text;
}

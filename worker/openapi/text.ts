import withoutKeys from "../page/built/openapi.txt";
import withKeys from "../page/built/openapi-keys.txt";

/** The OpenAPI document of this service as JSON: that of `openApiDocument`, made beforehand. */
export function openApiText(needsKeys: boolean): string {
  return needsKeys ? withKeys : withoutKeys;
}

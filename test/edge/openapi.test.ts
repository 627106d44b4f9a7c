import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, test } from "vitest";
import { packageVersion } from "../../trainer/files/package-version.ts";
import { openApiDocument } from "../../worker/openapi/document.ts";

const validity = async (document: unknown) =>
  new Validator().validate(JSON.parse(JSON.stringify(document)) as Record<string, unknown>);

describe("the OpenAPI document", () => {
  test.each([false, true])("is valid OpenAPI 3.1, with keys: %s", async (needsKeys) => {
    expect(await validity(openApiDocument(needsKeys))).toMatchObject({ valid: true });
  });

  test("has the version of the package", () => {
    expect(openApiDocument(false).info.version).toBe(packageVersion());
  });

  test("asks for a key only where the service has keys", () => {
    expect(JSON.stringify(openApiDocument(true))).toContain("bearer");
    expect(JSON.stringify(openApiDocument(false))).not.toContain("bearer");
  });

  test("would be refused if it were none", async () => {
    expect(await validity({ ...openApiDocument(false), info: {} })).toMatchObject({ valid: false });
  });
});

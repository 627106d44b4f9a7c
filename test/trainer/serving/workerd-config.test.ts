import { expect, test } from "vitest";
import { workerdConfig } from "../../../trainer/serving/workerd-config.ts";

test("the configuration of workerd quotes what it is given", () => {
  const config = workerdConfig({
    modules: ["index.js", "page.html"],
    compatibilityDate: "2026-01-01",
    models: '/a "b"\\c',
    address: "localhost:1",
    settings: { CORS_ORIGINS: "https://caf\u00e9.example\n" },
  });
  expect(config).toContain('path = "/a \\"b\\"\\\\c"');
  expect(config).toContain('text = "https://caf\\xc3\\xa9.example\\x0a"');
  expect(config).toContain('(name = "page.html", text = embed "page.html")');
});

/**
 * Who may import what. `test/architecture/imports.test.ts` holds the sources to these rules, and shows that
 * each of them catches what it should.
 */

/** A package, wherever it is installed, or its name where it is not. */
const packages = (...names) => `(^|node_modules/)(${names.join("|")})(/|$)`;

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-circle-of-files",
      comment: "Put what both need into a file that neither imports back.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-circle-of-folders",
      comment: "Imports between folders go one way, so that each can be read without those above it.",
      severity: "error",
      scope: "folder",
      from: {},
      to: { circular: true },
    },
    {
      name: "nothing-imports-an-entry",
      comment: "Files at the root of a side start it; only shared/errors.ts is there for all.",
      severity: "error",
      from: { path: "^(shared|trainer|worker|bench)/[^/]+/" },
      to: { path: "^(shared|trainer|worker|bench)/[^/]+$", pathNot: "^shared/errors\\.ts$" },
    },
    {
      name: "shared-stands-alone",
      comment: "Both sides speak it: no side, no Node, no package but msgpackr and entities.",
      severity: "error",
      from: { path: "^shared/" },
      to: { pathNot: ["^shared/", packages("msgpackr", "entities")] },
    },
    {
      name: "worker-runs-at-the-edge",
      comment: "No trainer and no Node; Hono, what validates requests, and d3-dsv for files on the page.",
      severity: "error",
      from: { path: "^worker/" },
      to: {
        pathNot: [
          "^(worker|shared)/",
          packages("hono", "valibot", "@hono/[^/]+", "@valibot/to-json-schema", "d3-dsv"),
        ],
      },
    },
    {
      name: "trainer-knows-no-worker",
      comment: "The trainer writes the model file; that is all the worker sees of it.",
      severity: "error",
      from: { path: "^trainer/" },
      to: { path: ["^(worker|bench|test)/", packages("hono", "@hono/[^/]+"), "^cloudflare:"] },
    },
    {
      name: "sampler-knows-no-model",
      comment: "NUTS samples any density, so it imports nothing outside its folder.",
      severity: "error",
      from: { path: "^trainer/nuts/" },
      to: { pathNot: "^trainer/nuts/" },
    },
    {
      name: "queue-is-loaded-on-demand",
      comment: "The client of the queue is large, and most runs have no queue.",
      severity: "error",
      from: { path: "^trainer/", pathNot: "^trainer/queue/" },
      to: {
        path: ["^trainer/queue/(queue-engine|work)\\.ts$", packages("bullmq", "ioredis")],
        dynamic: false,
      },
    },
    {
      name: "assembly-imports-assembly",
      comment: "AssemblyScript is compiled apart.",
      severity: "error",
      from: { path: "^trainer/kernel/assembly/" },
      to: { pathNot: "^trainer/kernel/assembly/" },
    },
    {
      name: "product-needs-no-tests",
      comment: "Tests and benchmarks see the product, not the other way round.",
      severity: "error",
      from: { path: "^(shared|worker|trainer)/" },
      to: { path: "^(test|bench)/" },
    },
  ],
  options: {
    // It cannot use TypeScript 7, so swc reads the sources; knip cannot see that.
    parser: "swc",
    // Imports of types count, too.
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^worker/page/built/" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node"] },
  },
};

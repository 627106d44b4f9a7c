import * as v from "valibot";
import { modelName } from "./classify-query.ts";

/** The query of the routes about a model. */
export const modelQuery = v.strictObject({ model: modelName }, "There is no such parameter; use model.");

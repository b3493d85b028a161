import { apis } from "../functions/routes.ts";
import { handlerOf } from "./lambda.ts";

const own = Object.fromEntries(apis.map(({ definition: { name }, create }) => [name, create]));

export const handler = handlerOf(own, () => import("./adapters.ts"));

import { apis } from "../functions/routes.ts";
import { handlerOf } from "./lambda.ts";

export const handler = handlerOf(Object.fromEntries(apis.map(({ definition: { name }, create }) => [name, create])));

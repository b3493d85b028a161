// What everyone may call speaks of all other functions, and uses nothing of AWS.
import { fallback, httpFunctions } from "../functions/index.ts";
import { routes } from "../functions/routes.ts";
import { handlerOf } from "./lambda.ts";

const names = [...routes.filter(({ caller }) => caller === "anyone").map((route) => route.function), fallback];

export const handler = handlerOf(
  Object.fromEntries([...httpFunctions].filter(([name]) => names.includes(name))),
  "no adapters",
);

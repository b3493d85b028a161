// Detections come first: this function starts with nothing but its own.
import { receiveWebhook } from "../functions/intake/receive-webhook.ts";
import { handlerOf } from "./lambda.ts";

export const handler = handlerOf({ "receive-webhook": receiveWebhook }, () => import("./adapters.ts"));

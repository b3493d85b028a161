// Names of computers: the detections of v1 hold their ids alone. Source: device-management OpenAPI, /v1/devices:batchGet.
import * as z from "zod";
import type { ConnectClient } from "./connect-client.ts";

const Device = z.looseObject({ uuid: z.string(), displayName: z.string().nullish() });
const Batch = z.looseObject({ devices: z.array(Device).nullish() });

/** By id; those that the product does not name are not in it. */
export async function deviceNames(
  client: ConnectClient,
  uuids: readonly (string | undefined)[],
): Promise<Map<string, string>> {
  const query = [...new Set(uuids)].flatMap((uuid): [string, string][] => (uuid ? [["devicesUuids", uuid]] : []));
  if (query.length === 0) return new Map();
  const place = { what: "read the devices", service: "device-management", path: "/v1/devices:batchGet" } as const;
  const devices = (await client.read({ ...place, query }, Batch))?.devices ?? [];
  return new Map(devices.flatMap(({ uuid, displayName }) => (displayName ? [[uuid, displayName] as const] : [])));
}

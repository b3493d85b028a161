// Which computer an OCSF finding is about: its device, else the resource it names, else where its evidence came from.
import type * as z from "zod";
import type { ComputerFacts } from "../../core/detection.ts";
import { instanceComputerId, readInstanceArn } from "../aws-places.ts";
import { cleanText, defined } from "../fields.ts";
import type { OcsfFinding } from "./finding.ts";

const isInstance = (id: string | undefined): id is string => /^i-[0-9a-f]{8,17}$/.test(id ?? "");

/** An EC2 instance by the id that GuardDuty's own findings give it, so that the connector can act on it. */
function instanceId({ device, cloud, resources }: OcsfFinding): string | undefined {
  const arn = [device.uid, ...resources.map(({ uid }) => uid)].map((uid) => readInstanceArn(uid ?? "")).find(Boolean);
  if (arn !== undefined) return instanceComputerId(arn);
  const named = [device.uid, device.instance_uid].find(isInstance);
  const account = cloud.account.uid ?? cloud.account_uid;
  const region = device.region ?? cloud.region;
  if (named === undefined || account === undefined || region === undefined) return undefined;
  return instanceComputerId({ account, region, instanceId: named });
}

/** Undefined where nothing is named. */
export function computerOf(finding: OcsfFinding): z.input<typeof ComputerFacts> | undefined {
  const { evidences, resources } = finding;
  const device = [finding.device, ...evidences.map((one) => one.device)].find(
    ({ uid, hostname, ip }) => (uid ?? hostname ?? ip) !== undefined,
  );
  const [resource] = resources;
  const from = evidences.map((one) => one.src_endpoint).find(({ ip, hostname }) => (hostname ?? ip) !== undefined);
  const ids = [instanceId(finding), device?.uid, device?.hostname, device?.ip, resource?.uid, from?.hostname, from?.ip];
  const id = cleanText(defined(ids)[0], 256);
  if (id === undefined) return undefined;
  const named = device?.hostname ?? device?.name ?? resource?.name ?? id;
  return {
    id,
    name: cleanText(named, 253) ?? id.slice(0, 253),
    operatingSystem: device?.os.name,
    ...(device?.ip === undefined ? {} : { addresses: [device.ip] }),
  };
}

// What a customer's record says about the AWS account that the connector acts in, and the addresses that follow from it.
import * as z from "zod";
import { Refusal } from "../../core/errors.ts";
import { loopbackAddress } from "../addresses.ts";
import { readSettings } from "../answers.ts";
import { awsConsole, type Ec2Instance, readInstanceComputerId } from "../aws-places.ts";
import type { Product } from "../http-call.ts";

export const product: Product = { code: "ec2", name: "Amazon EC2" };

export type Service = "ec2" | "ssm" | "sts";

/**
 * `roleArn`: a role in that account which the credential assumes; without it the credential acts itself.
 * `exemptTag`: an instance that bears a tag of this key is never acted on by itself (default `exempt`).
 * `baseUrl`: all services behind one loopback origin, path prefix = service name. `timeoutSeconds`: of each HTTP call.
 */
export const Settings = z
  .strictObject({
    accountId: z.string().regex(/^\d{12}$/, "an account id of 12 digits"),
    region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "a region such as ap-northeast-1"),
    roleArn: z
      .string()
      .regex(/^arn:aws(-cn|-us-gov)?:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, "the ARN of a role")
      .optional(),
    exemptTag: z.string().min(1).max(128).optional(),
    baseUrl: loopbackAddress.optional(),
    timeoutSeconds: z.number().min(1).max(60).optional(),
  })
  .refine(({ accountId, roleArn }) => roleArn === undefined || roleArn.split(":")[4] === accountId, {
    path: ["roleArn"],
    message: "is of another account than accountId",
  });
export type Settings = z.infer<typeof Settings>;

/** Throws Refusal `ec2-settings` with the wrong fields. */
export const parseSettings = (settings: Record<string, unknown>): Settings => readSettings(product, Settings, settings);

/** AWS General Reference, "Service endpoints": `{service}.{region}.amazonaws.com`, in China with `.cn`. */
function origin({ region, baseUrl }: Settings, service: Service): string {
  if (baseUrl !== undefined) return `${baseUrl}/${service}`;
  return `https://${service}.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
}

const services: readonly Service[] = ["ec2", "ssm", "sts"];

export const serviceUrl = (settings: Settings, service: Service): string => `${origin(settings, service)}/`;

export const serviceOf = (settings: Settings, url: string): Service | undefined =>
  services.find((service) => url === serviceUrl(settings, service));

/** The addresses that the connector may call: of this region alone. */
export const hosts = (settings: Settings): string[] => services.map((service) => origin(settings, service));

/**
 * The instance behind a computer's id. Throws Refusal where it stands in another account or region than the settings name, or
 * is no instance: nothing is asked of AWS then.
 */
export function instanceOf({ accountId, region }: Settings, computerId: string): Ec2Instance {
  const instance = readInstanceComputerId(computerId);
  if (instance === undefined) {
    throw new Refusal("bad-request", "ec2-no-instance", "Amazon EC2: the computer is not an instance of EC2");
  }
  if (instance.account !== accountId || instance.region !== region) {
    const message = "Amazon EC2: the instance is in another account or region than the connector's";
    throw new Refusal("forbidden", "ec2-other-account", message);
  }
  return instance;
}

/** The instance's page; from there Session Manager connects where the quarantine group lets it through. */
export function investigationLink(computerId: string): string | undefined {
  const instance = readInstanceComputerId(computerId);
  const console = instance === undefined ? undefined : awsConsole(instance.region);
  if (instance === undefined || console === undefined) return undefined;
  return `${console}/ec2/home?region=${instance.region}#InstanceDetails:instanceId=${instance.instanceId}`;
}

// The fields of a GuardDuty finding: camelCase as EventBridge and S3 carry it, PascalCase as tools of the API show it.
// Source: Amazon GuardDuty API Reference, data type Finding.
import * as z from "zod";
import { number, pid, sha256, text } from "../fields.ts";
import { isObject, readJson } from "../json-text.ts";

const upperFirst = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** `instanceId`, or else `InstanceId`. Members are looked for by name: whatever else stands there costs nothing. */
const member = (value: Record<string, unknown>, name: string): unknown => {
  if (Object.hasOwn(value, name)) return value[name];
  const other = upperFirst(name);
  return Object.hasOwn(value, other) ? value[other] : undefined;
};

/** An object in either case; its absence, or another type, reads as an object with no fields. */
const cased = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z
    .unknown()
    .optional()
    .transform((value) =>
      isObject(value) ? Object.fromEntries(Object.keys(shape).map((name) => [name, member(value, name)])) : {},
    )
    .pipe(z.object(shape));

const listOf = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .unknown()
    .optional()
    .transform((value) => (Array.isArray(value) ? value.slice(0, 32) : []))
    .pipe(z.array(schema));

const word = text(256);
const path = text(4096);
const isTrue = z
  .unknown()
  .transform((value) => value === true || value === "true")
  .optional();

/** `sample` stands there itself, or in the JSON text that `value` is in newer findings. */
const AdditionalInfo = cased({ sample: isTrue, value: z.unknown().optional() }).transform(({ sample, value }) => {
  if (sample === true) return { sample };
  const read = typeof value === "string" && value.length <= 65_536 ? readJson(value) : undefined;
  return { sample: read?.ok === true && isObject(read.value) && /^true$/.test(String(read.value.sample)) };
});

const NetworkInterface = cased({
  privateIpAddress: text(64),
  publicIp: text(64),
  ipv6Addresses: listOf(text(64)),
});

const InstanceDetails = cased({
  instanceId: text(64),
  platform: word,
  imageDescription: word,
  tags: listOf(cased({ key: text(128), value: text(253) })),
  networkInterfaces: listOf(NetworkInterface),
});

/** What else than an instance a finding may be about; each names itself by one field. */
const resources = {
  accessKeyDetails: cased({ userName: word, principalId: word }),
  s3BucketDetails: listOf(cased({ name: word })),
  eksClusterDetails: cased({ name: word }),
  ecsClusterDetails: cased({ name: word }),
  lambdaDetails: cased({ functionName: word }),
  rdsDbInstanceDetails: cased({ dbInstanceIdentifier: word }),
};

const RuntimeProcess = cased({
  name: text(260),
  executablePath: path,
  executableSha256: sha256,
  pid,
  /** Epoch seconds with a fraction, or an instant. */
  startTime: z.unknown().optional(),
  user: word,
  parentUuid: word,
  lineage: listOf(cased({ name: text(260), pid, uuid: word })),
});

const blocked = cased({ blocked: isTrue });

export const Finding = cased({
  id: text(256),
  arn: text(512),
  accountId: text(64),
  region: text(64),
  type: word,
  title: text(512),
  severity: number,
  createdAt: text(64),
  updatedAt: text(64),
  resource: cased({ resourceType: text(64), instanceDetails: InstanceDetails, ...resources }),
  service: cased({
    /** How often it was seen; grows with each aggregated repeat. */
    count: number,
    eventFirstSeen: text(64),
    eventLastSeen: text(64),
    additionalInfo: AdditionalInfo,
    action: cased({ networkConnectionAction: blocked, portProbeAction: blocked, dnsRequestAction: blocked }),
    runtimeDetails: cased({
      process: RuntimeProcess,
      context: cased({ commandLineExample: text(8192), threatFilePath: path }),
    }),
    /** GuardDuty Malware Protection for EC2. */
    ebsVolumeScanDetails: cased({
      scanDetections: cased({
        threatDetectedByName: cased({
          threatNames: listOf(
            cased({ name: word, filePaths: listOf(cased({ filePath: path, fileName: text(260), hash: sha256 })) }),
          ),
        }),
      }),
    }),
  }),
});
export type Finding = z.infer<typeof Finding>;

/** Whether it has what only a GuardDuty finding has, in either case. */
export const looksLikeFinding = (value: Record<string, unknown>): boolean =>
  ["type", "severity"].every((name) => member(value, name) !== undefined) &&
  (isObject(member(value, "service")) || isObject(member(value, "resource")));

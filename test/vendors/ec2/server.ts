// EC2's Query API, SSM and STS on loopback over one account, from their API references: forms in, XML or AWS JSON out.
import { randomUUID } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { type Account, createAccount, type Group, type Nic, REGION, ROLE, type Rule } from "./account.ts";
import { accessKeyOf, isSigned } from "./aws-signature.ts";
import { type Answer, type Command, json, type Lies, ssm } from "./systems-manager.ts";

export const KEYS = { accessKeyId: "AKIAEXAMPLEEXAMPLE01", secretAccessKey: "s3cr3t/of+the=customer" };
const ASSUMED = { accessKeyId: "ASIAEXAMPLEEXAMPLE02", secretAccessKey: "of/the+role" };
export const EXTERNAL_ID = "hikeshi-acme";

const item = (inside: string): string => `<item>${inside}</item>`;
const set = (name: string, items: string[]): string =>
  items.length === 0 ? `<${name}/>` : `<${name}>${items.map(item).join("")}</${name}>`;
const xml = (name: string, inside: string): Answer => ({
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">\n    <requestId>${randomUUID()}</requestId>\n    ${inside}\n</${name}>`,
});
const ec2Error = (status: number, code: string): Answer => ({
  status,
  body: `<?xml version="1.0"?>\n<Response><Errors><Error><Code>${code}</Code><Message>no</Message></Error></Errors><RequestID>${randomUUID()}</RequestID></Response>`,
});
export async function openAws({ strict = false, now = Date.now } = {}) {
  const account = createAccount();
  const commands: Command[] = [];
  const lies: Lies = { groups: false, commands: false };
  const calls: string[] = [];
  /** `after`: so many of them are let through first. `group`: only calls that set this one. */
  let refuse: { action: string; answer: Answer; left: number; after?: number; group?: string } | undefined;
  const refusal = (action: string, form: URLSearchParams): Answer | undefined => {
    if (refuse?.action !== action || refuse.left === 0) return undefined;
    if (refuse.group !== undefined && refuse.group !== form.get("SecurityGroupId.1")) return undefined;
    if (refuse.after !== undefined && refuse.after > 0) {
      refuse.after -= 1;
      return undefined;
    }
    refuse.left -= 1;
    return refuse.answer;
  };
  const token = randomUUID();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString("utf8");
    const service = request.url?.split("/")[1] ?? "";
    const form = new URLSearchParams(body);
    const action = form.get("Action") ?? String(request.headers["x-amz-target"]).split(".")[1] ?? "";
    calls.push(action);
    const keys = accessKeyOf(request.headers.authorization) === KEYS.accessKeyId ? KEYS : ASSUMED;
    const call = { method: request.method ?? "", path: request.url ?? "", headers: plain(request.headers), body };
    const isLetIn =
      accessKeyOf(request.headers.authorization) === keys.accessKeyId &&
      (keys === KEYS || request.headers["x-amz-security-token"] === token);
    const isGood = isLetIn && (!strict || isSigned(call, keys.secretAccessKey, REGION, service));
    let answer: Answer;
    const refused = isGood ? refusal(action, form) : undefined;
    if (!isGood)
      answer = service === "ssm" ? json({ __type: "UnrecognizedClientException" }, 400) : ec2Error(401, "AuthFailure");
    else if (refused !== undefined) answer = refused;
    else if (service === "sts") answer = assume(form, keys === KEYS, token, now());
    else if (service === "ssm") answer = ssm(account, commands, lies, action, JSON.parse(body));
    else answer = ec2(account, lies, action, form);
    response
      .writeHead(answer.status ?? 200, { "content-type": answer.type ?? "text/xml;charset=UTF-8" })
      .end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    ...account,
    lieAboutCommands() {
      lies.commands = true;
    },
    lieAboutGroups() {
      lies.groups = true;
    },
    calls,
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refuse: (action: string, status: number, code: string, left = Number.POSITIVE_INFINITY) => {
      const isSsm = /^(Send|List|Get)Command/.test(action);
      refuse = {
        action,
        answer: isSsm ? json({ __type: `com.amazonaws#${code}` }, status) : ec2Error(status, code),
        left,
      };
    },
    refuseGroup: (group: string, status: number, code: string) => {
      refuse = { action: "ModifyNetworkInterfaceAttribute", answer: ec2Error(status, code), left: 99, group };
    },
    refuseAfter: (action: string, after: number, status: number, code: string) => {
      refuse = { action, answer: ec2Error(status, code), left: 99, after };
    },
    heal: () => {
      refuse = undefined;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const plain = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

function assume(form: URLSearchParams, byKeys: boolean, token: string, now: number): Answer {
  if (!byKeys || form.get("RoleArn") !== ROLE || form.get("ExternalId") !== EXTERNAL_ID) {
    return {
      status: 403,
      body: "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code></Error></ErrorResponse>",
    };
  }
  const expiration = new Date(now + 3_600_000).toISOString();
  const { accessKeyId, secretAccessKey } = ASSUMED;
  return {
    body: `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey><SessionToken>${token}</SessionToken><Expiration>${expiration}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
  };
}

const numbered = (form: URLSearchParams, name: string): string[] =>
  [...form].filter(([key]) => new RegExp(`^${name}\\.\\d+$`).test(key)).map(([, value]) => value);
const filter = (form: URLSearchParams, name: string): string | undefined => {
  const at = [...form].find(([key, value]) => /^Filter\.\d+\.Name$/.test(key) && value === name)?.[0];
  return at === undefined ? undefined : (form.get(at.replace("Name", "Value.1")) ?? undefined);
};
const permissions = (name: string, rules: Rule[]): string =>
  set(
    name,
    rules.map(({ protocol, cidr }) => {
      const is6 = cidr.includes(":");
      return `<ipProtocol>${protocol}</ipProtocol><groups/>${set("ipRanges", is6 ? [] : [`<cidrIp>${cidr}</cidrIp>`])}${set("ipv6Ranges", is6 ? [`<cidrIpv6>${cidr}</cidrIpv6>`] : [])}`;
    }),
  );
const groupXml = ({ id, name, vpc, ingress, egress }: Group): string =>
  `<ownerId>111122223333</ownerId><groupId>${id}</groupId><groupName>${name}</groupName><vpcId>${vpc}</vpcId>${permissions("ipPermissions", ingress)}${permissions("ipPermissionsEgress", egress)}`;
const nicXml = (account: Account, owner: string, nic: Nic): string =>
  `<networkInterfaceId>${nic.id}</networkInterfaceId><vpcId>${nic.vpc}</vpcId><description/><ownerId>${owner}</ownerId>${set(
    "groupSet",
    nic.groups.map(
      (id) => `<groupId>${id}</groupId><groupName>${account.groups.find((one) => one.id === id)?.name}</groupName>`,
    ),
  )}`;

function ec2(account: Account, lies: Lies, action: string, form: URLSearchParams): Answer {
  const yes = (): Answer => xml(`${action}Response`, "<return>true</return>");
  switch (action) {
    case "DescribeInstances": {
      const one = account.machine(form.get("InstanceId.1") ?? "");
      if (one === undefined) return ec2Error(400, "InvalidInstanceID.NotFound");
      const tags = set(
        "tagSet",
        Object.entries(one.tags).map(([key, value]) => `<key>${key}</key><value>${value}</value>`),
      );
      const platform = one.platform === undefined ? "" : `<platform>${one.platform}</platform>`;
      const instance = item(
        `<instanceId>${one.id}</instanceId><instanceState><code>16</code><name>running</name></instanceState>${platform}${tags}`,
      );
      return xml(
        "DescribeInstancesResponse",
        set("reservationSet", [`<ownerId>${one.owner}</ownerId><groupSet/><instancesSet>${instance}</instancesSet>`]),
      );
    }
    case "DescribeNetworkInterfaces": {
      const one = account.machine(filter(form, "attachment.instance-id") ?? "");
      const nics = one?.nics.map((nic) => nicXml(account, one.owner, nic)) ?? [];
      return xml("DescribeNetworkInterfacesResponse", set("networkInterfaceSet", nics));
    }
    case "DescribeSecurityGroups": {
      const found = account.groups.filter(
        ({ vpc, name }) => vpc === filter(form, "vpc-id") && name === filter(form, "group-name"),
      );
      return xml("DescribeSecurityGroupsResponse", set("securityGroupInfo", found.map(groupXml)));
    }
    case "ModifyNetworkInterfaceAttribute": {
      const found = account.nic(form.get("NetworkInterfaceId") ?? "");
      const ids = numbered(form, "SecurityGroupId");
      if (found === undefined) return ec2Error(400, "InvalidNetworkInterfaceID.NotFound");
      if (ids.length === 0 || !ids.every((id) => account.groups.some((one) => one.id === id)))
        return ec2Error(400, "InvalidGroup.NotFound");
      if (!lies.groups) account.setGroups(found.one, found.nic, ids);
      return yes();
    }
    case "CreateSecurityGroup": {
      const [name, vpc] = [form.get("GroupName") ?? "", form.get("VpcId") ?? ""];
      if (account.groups.some((one) => one.name === name && one.vpc === vpc))
        return ec2Error(400, "InvalidGroup.Duplicate");
      return xml(
        "CreateSecurityGroupResponse",
        `<return>true</return><groupId>${account.makeGroup(name, vpc).id}</groupId>`,
      );
    }
    default:
      return changeRules(account, action, form) ?? ec2Error(400, "InvalidAction");
  }
}

function changeRules(account: Account, action: string, form: URLSearchParams): Answer | undefined {
  const [, verb, way] = /^(Authorize|Revoke)SecurityGroup(Ingress|Egress)$/.exec(action) ?? [];
  if (verb === undefined) return undefined;
  const group = account.groups.find(({ id }) => id === form.get("GroupId"));
  if (group === undefined) return ec2Error(400, "InvalidGroup.NotFound");
  const cidr = form.get("IpPermissions.1.IpRanges.1.CidrIp") ?? form.get("IpPermissions.1.Ipv6Ranges.1.CidrIpv6") ?? "";
  const rules = way === "Ingress" ? group.ingress : group.egress;
  const at = rules.findIndex((rule) => rule.protocol === form.get("IpPermissions.1.IpProtocol") && rule.cidr === cidr);
  if (verb === "Revoke") {
    if (at === -1) return ec2Error(400, "InvalidPermission.NotFound");
    rules.splice(at, 1);
  } else if (at !== -1) return ec2Error(400, "InvalidPermission.Duplicate");
  else rules.push({ protocol: form.get("IpPermissions.1.IpProtocol") ?? "", cidr });
  return xml(`${action}Response`, "<return>true</return>");
}

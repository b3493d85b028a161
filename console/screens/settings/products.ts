// The products of vendors/index.ts, which does not come to the browser; a test holds the two together.
const PRODUCTS: Readonly<Record<string, string>> = {
  eset: "ESET PROTECT",
  "eset-inspect": "ESET Inspect",
  crowdstrike: "CrowdStrike Falcon",
  defender: "Microsoft Defender for Endpoint",
  sentinelone: "SentinelOne",
  wazuh: "Wazuh",
  guardduty: "Amazon GuardDuty",
  ec2: "Amazon EC2",
  ocsf: "OCSF",
  generic: "JSON (Hikeshi)",
};

export const productNames: readonly string[] = Object.keys(PRODUCTS);
export const productName = (vendor: string): string => PRODUCTS[vendor] ?? vendor;

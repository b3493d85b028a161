// Whether everybody is told who must be, and everything is heard that should be.
import type { NoticeKind } from "../../core/notice.ts";
import type { CustomerFacts, HouseFacts, SourceFacts } from "./facts.ts";
import { type Finding, note, ok, wrong } from "./finding.ts";

/** The guide's ※1: nothing is told of a new incident or an isolation unless somebody set it up. */
const MUST_BE_TOLD: readonly NoticeKind[] = ["created", "isolated", "isolation-unconfirmed", "must-act", "question"];

/** `command`: how this house's customers are changed, as in `npm run customer -- --stage prod`. */
export function customerFindings({ admins, customers }: HouseFacts, command: string): Finding[] {
  const people = admins > 0 ? ok("people", `${admins} may run the house.`) : wrong("people", NO_ADMIN);
  const none = note("customers", `There are no customers yet: ${command} create … makes one.`);
  return [
    people,
    ...(customers.length === 0 ? [none] : customers.flatMap((customer) => findingsOf(customer, command))),
  ];
}

const NO_ADMIN = "Nobody may run the house: npm run admin makes the first administrator.";

function findingsOf(customer: CustomerFacts, command: string): Finding[] {
  const { customerId, sources } = customer;
  const about = `customer ${customerId}`;
  const none = wrong(about, `Nothing can be heard of it: ${command} source ${customerId} … makes a source.`);
  return [
    recipientsOf(customer, about, command),
    ...(sources.length === 0 ? [none] : sources.flatMap((source) => sourceFindings(customerId, source, command))),
  ];
}

function recipientsOf(
  { customerId, settings: { recipients } }: CustomerFacts,
  about: string,
  command: string,
): Finding {
  const how = `${command} recipients ${customerId} --add ADDRESS`;
  if (recipients.length === 0) return wrong(about, `Nobody is told of its incidents: ${how}.`);
  const untold = MUST_BE_TOLD.filter((kind) => !recipients.some(({ kinds }) => kinds.includes(kind)));
  if (untold.length > 0) return wrong(about, `Nobody is told of ${untold.join(", ")}: ${how} --kinds ….`);
  if (recipients.length === 1)
    return note(about, `One contact is told; where its mail bounces, nobody else of the customer is: ${how}.`);
  return ok(about, `${recipients.length} contacts are told.`);
}

function sourceFindings(customerId: string, source: SourceFacts, command: string): Finding[] {
  const about = `source ${customerId}/${source.name}`;
  return [
    credentialOf(customerId, source, about, command),
    ...connectorOf(customerId, source, about, command),
    heardOf(source, about),
  ];
}

const credentialOf = (customerId: string, { name, hasSecret }: SourceFacts, about: string, command: string): Finding =>
  hasSecret
    ? ok(about, "Its sender has a secret.")
    : wrong(about, `Its sender has no secret, and is refused: ${command} secret ${customerId} ${name}.`);

function connectorOf(
  customerId: string,
  { name, hasConnectorCredential }: SourceFacts,
  about: string,
  command: string,
): Finding[] {
  if (hasConnectorCredential === undefined) return [note(about, "No product acts on it: it only detects.")];
  return hasConnectorCredential
    ? [ok(about, "The product that acts has its credential.")]
    : [
        wrong(
          about,
          `The product that acts has no credential: ${command} source ${customerId} ${name} --connector-credential FILE.`,
        ),
      ];
}

function heardOf({ lastHeardAt, silentSince }: SourceFacts, about: string): Finding {
  if (lastHeardAt === undefined)
    return wrong(about, "It was never heard: send a detection from the product, or npm run send, and look again.");
  if (silentSince !== undefined)
    return wrong(about, `It is silent, last heard at ${lastHeardAt}: check the product, its secret and its way here.`);
  return ok(about, `It was last heard at ${lastHeardAt}.`);
}

// Where people see a thing: addresses of the console's pages, and of an operator's page of a workflow execution.

const pathPiece = (id: string): string => encodeURIComponent(id.toWellFormed());

/** The customer's list of incidents, or one of them. Nothing where the console's address is not http(s), or has a name in it. */
export function incidentsPage(consoleUrl: string, customerId: string, incidentId?: string): URL | undefined {
  const base = URL.parse(consoleUrl);
  if (base === null || !/^https?:$/.test(base.protocol) || base.username !== "") return undefined;
  const incidents = `${base.origin}${base.pathname.replace(/\/+$/, "")}/customers/${pathPiece(customerId)}/incidents`;
  return new URL(incidentId === undefined ? incidents : `${incidents}/${pathPiece(incidentId)}`);
}

/** The customer's list of inquiries, or one of them. */
export function inquiriesPage(consoleUrl: string, customerId: string, inquiryId?: string): URL | undefined {
  const page = incidentsPage(consoleUrl, customerId)?.href.replace(/incidents$/, "inquiries");
  if (page === undefined) return undefined;
  return new URL(inquiryId === undefined ? page : `${page}/${pathPiece(inquiryId)}`);
}

/** Nothing where executions have no page of their own, as on one machine. */
export const executionPage = ({ executionsUrl }: { executionsUrl?: string | undefined }, execution: string) =>
  executionsUrl === undefined ? undefined : `${executionsUrl}${encodeURIComponent(execution)}`;

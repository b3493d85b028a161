import { expect, test } from "vitest";
import { executionPage, incidentsPage } from "../../core/pages.ts";

test("an incident's page holds ids only, whatever they are", () => {
  expect(incidentsPage("https://c.example/", "acme", "inc-1")?.href).toBe(
    "https://c.example/customers/acme/incidents/inc-1",
  );
  expect(incidentsPage("https://c.example/mdr", "acme")?.href).toBe("https://c.example/mdr/customers/acme/incidents");
  expect(incidentsPage("http://127.0.0.1:8080", "../x", "?a#b")?.href).toBe(
    "http://127.0.0.1:8080/customers/..%2Fx/incidents/%3Fa%23b",
  );
});

test.each(["", "c.example", "javascript:alert(1)", "https://user@c.example"])("there is none under %j", (url) =>
  expect(incidentsPage(url, "acme")).toBeUndefined(),
);

test("an execution's page ends in its name; on one machine there is none", () => {
  expect(executionPage({ executionsUrl: "https://aws.example/#/details/arn:" }, "inc-1-2")).toBe(
    "https://aws.example/#/details/arn:inc-1-2",
  );
  expect(executionPage({}, "inc-1-2")).toBeUndefined();
});

// What the routes about people share: how they look, and who may put whom where.
import * as z from "zod";
import { Person, type Role } from "../../core/customer.ts";
import { Refusal } from "../../core/errors.ts";
import { listPeople, personId } from "../../records/customers.ts";
import type { Deps } from "../deps.ts";

export const PersonView = z.strictObject(Person.shape);
export const PeopleView = z.strictObject({ people: z.array(PersonView) });

/** `issuer` and `subject` as the access token names them (`iss`, `sub`). */
export const PersonBody = z.strictObject({
  issuer: z.string().min(1).max(500),
  subject: z.string().min(1).max(255),
  name: Person.shape.name,
  role: Person.shape.role,
  language: Person.shape.language.default("ja"),
});

export const personOf = (body: z.output<typeof PersonBody>): Person => ({
  personId: personId(body.issuer, body.subject),
  ...body,
});

export const sameAs = (one: Person | undefined, other: Person): boolean =>
  one !== undefined && one.name === other.name && one.role === other.role && one.language === other.language;

/** A customer's people manage their own kind; analysts and support are the house's to put. */
export function checkMayManage(caller: Role, about: Person): void {
  if (caller !== "admin" && about.role !== "customer")
    throw new Refusal("forbidden", "role-not-yours", "You may only manage people of the role customer.");
}

/** Refuses when nobody but this person runs the house. */
export async function checkOtherAdmin(deps: Deps, id: string): Promise<void> {
  const people = await listPeople(deps.table, "house");
  if (!people.some(({ personId, role }) => role === "admin" && personId !== id)) throw lastAdmin();
}

export const lastAdmin = (): Refusal =>
  new Refusal("conflict", "last-admin", "This is the last admin: name another one first.");

// People and their roles: a customer's own, and for admins the house's.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { TableProps } from "@cloudscape-design/components/table";
import { useState } from "react";
import { type Person, type Role, useCustomer } from "../../customer.tsx";
import { useText } from "../../language.tsx";
import { AdaptiveTable } from "../../parts/adaptive-table.tsx";
import { ConfirmDialog } from "../../parts/dialog.tsx";
import { ListHeader } from "../../parts/list-header.tsx";
import { useTell } from "../../parts/notices.tsx";
import { Empty, Failed } from "../../parts/states.tsx";
import { useChange, useRead } from "../../queries.ts";
import { type PeopleChange, PersonDialog, type PersonDraft } from "./person-dialog.tsx";
import { useMayChange } from "./use-settings.ts";

interface PeopleProps {
  title: string;
  description: string;
  read: Pick<ReturnType<typeof useRead<"listPeople">>, "data" | "error" | "isPending" | "refetch">;
  /** Who reads this. */
  me: Person;
  /** The roles that the reader may give and take. */
  roles: readonly Role[];
  put: PeopleChange<PersonDraft>;
  remove: PeopleChange<string>;
}

/** Of the customer that is open. */
export function CustomerPeople() {
  const { text } = useText();
  const { people: t } = text.settings;
  const { customerId, person } = useCustomer();
  const read = useRead("listPeople", { params: { customerId } });
  const put = useChange("putPerson");
  const remove = useChange("removePerson");
  const mayChange = useMayChange();
  return (
    <People
      title={t.title}
      description={t.description}
      read={read}
      me={person}
      roles={!mayChange ? [] : person.role === "admin" ? ["customer", "support", "analyst"] : ["customer"]}
      put={{
        isPending: put.isPending,
        error: put.error,
        reset: put.reset,
        run: ({ role, ...draft }, onSuccess) => {
          if (role !== "admin") put.mutate({ params: { customerId }, body: { ...draft, role } }, { onSuccess });
        },
      }}
      remove={{
        isPending: remove.isPending,
        error: remove.error,
        reset: remove.reset,
        run: (personId, onSuccess) => remove.mutate({ params: { customerId, personId } }, { onSuccess }),
      }}
    />
  );
}

type Open = { what: "add" } | { what: "edit" | "remove"; person: Person };

export function People(props: PeopleProps) {
  const { title, description, read, roles, put, remove, me } = props;
  const { text } = useText();
  const { people: t } = text.settings;
  const [open, setOpen] = useState<Open>();
  const columns = useColumns(props, setOpen);
  if (read.error !== null && read.data === undefined)
    return <Failed error={read.error} onRetry={() => void read.refetch()} />;
  const people = read.data?.people ?? [];
  const close = () => {
    setOpen(undefined);
    put.reset();
    remove.reset();
  };
  const add = roles.length > 0 ? <Button onClick={() => setOpen({ what: "add" })}>{t.add}</Button> : undefined;
  return (
    <>
      <AdaptiveTable
        label={title}
        columns={columns}
        items={people}
        idOf={({ personId }) => personId}
        isLoading={read.isPending}
        empty={<Empty title={t.empty} />}
        header={<ListHeader title={title} description={description} count={people.length} actions={add} />}
      />
      {open?.what === "add" || open?.what === "edit" ? (
        <PersonDialog
          person={open.what === "edit" ? open.person : undefined}
          issuer={me.issuer}
          roles={roles}
          put={put}
          onClose={close}
        />
      ) : null}
      {open?.what === "remove" ? (
        <RemoveDialog
          person={open.person}
          isSelf={open.person.personId === me.personId}
          remove={remove}
          onClose={close}
        />
      ) : null}
    </>
  );
}

function useColumns({ roles, me }: PeopleProps, open: (what: Open) => void): TableProps.ColumnDefinition<Person>[] {
  const { text } = useText();
  const { people: t, languages, actions, edit, remove } = text.settings;
  const columns: TableProps.ColumnDefinition<Person>[] = [
    {
      id: "name",
      header: t.name,
      isRowHeader: true,
      minWidth: 140,
      cell: ({ name, personId }) => (personId === me.personId ? `${name} (${t.you})` : name),
    },
    { id: "role", header: t.role, minWidth: 150, cell: ({ role }) => text.shell.roles[role] },
    { id: "language", header: t.language, minWidth: 90, cell: ({ language }) => languages[language] },
    {
      id: "account",
      header: t.account,
      minWidth: 180,
      cell: ({ subject }) => <span className="technical">{subject}</span>,
    },
  ];
  if (roles.length === 0) return columns;
  return [
    ...columns,
    {
      id: "actions",
      header: actions,
      minWidth: 180,
      cell: (person) =>
        roles.includes(person.role) ? (
          <SpaceBetween direction="horizontal" size="xs">
            <Button ariaLabel={t.editOf(person.name)} onClick={() => open({ what: "edit", person })}>
              {edit}
            </Button>
            <Button ariaLabel={t.removeOf(person.name)} onClick={() => open({ what: "remove", person })}>
              {remove}
            </Button>
          </SpaceBetween>
        ) : null,
    },
  ];
}

interface RemoveProps {
  person: Person;
  isSelf: boolean;
  remove: PeopleChange<string>;
  onClose(): void;
}

function RemoveDialog({ person: { personId, name }, isSelf, remove, onClose }: RemoveProps) {
  const { text } = useText();
  const { people: t } = text.settings;
  const tell = useTell();
  const confirm = () =>
    remove.run(personId, () => {
      tell({ type: "success", content: t.removed(name) });
      onClose();
    });
  return (
    <ConfirmDialog
      title={t.removeQuestion(name)}
      confirm={text.settings.remove}
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={confirm}
      onDismiss={onClose}
    >
      <Box>{t.removeText}</Box>
      {isSelf ? <Alert type="warning">{t.removeSelf}</Alert> : null}
    </ConfirmDialog>
  );
}

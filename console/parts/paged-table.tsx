// A list of the API as a table that grows: one page more with each press; on a phone as cards.
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import type { TableProps } from "@cloudscape-design/components/table";
import type { ReactNode } from "react";
import { useText } from "../language.tsx";
import { AdaptiveTable } from "./adaptive-table.tsx";
import { Empty, Failed } from "./states.tsx";

interface PagedTableProps<T> {
  label: string;
  columns: TableProps.ColumnDefinition<T>[];
  idOf(item: T): string;
  empty: string;
  list: PagedList<T>;
  header?: ReactNode;
  filter?: ReactNode;
  /** Where the list is filtered: the way back to all of it. */
  onClear?(): void;
}

/** What usePages gives. */
export interface PagedList<T> {
  items: readonly T[];
  isPending: boolean;
  error: Error | null;
  hasMore: boolean;
  isLoadingMore: boolean;
  more(): void;
  again(): void;
}

export function PagedTable<T>(props: PagedTableProps<T>) {
  const { label, columns, idOf, empty, list, header, filter, onClear } = props;
  const { text } = useText();
  if (list.error !== null && list.items.length === 0) return <Failed error={list.error} onRetry={list.again} />;
  return (
    <AdaptiveTable
      label={label}
      columns={columns}
      items={list.items}
      idOf={idOf}
      isLoading={list.isPending}
      empty={onClear === undefined ? <Empty title={empty} /> : <NothingFits hasMore={list.hasMore} onClear={onClear} />}
      {...(header === undefined ? {} : { header })}
      {...(filter === undefined ? {} : { filter })}
      footer={
        list.hasMore ? (
          <Box textAlign="center">
            <Button loading={list.isLoadingMore} onClick={list.more}>
              {text.common.more}
            </Button>
          </Box>
        ) : undefined
      }
    />
  );
}

export function NothingFits({ hasMore, onClear }: { hasMore: boolean; onClear(): void }) {
  const { text } = useText();
  return (
    <Empty title={hasMore ? text.states.noMatchYet : text.states.noMatch}>
      <Button onClick={onClear}>{text.states.clearFilter}</Button>
    </Empty>
  );
}

// A table; on a phone, where its columns would scroll sideways, the same as cards.
import Cards from "@cloudscape-design/components/cards";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import type { ReactNode } from "react";
import { useText } from "../language.tsx";
import { useIsNarrow } from "./narrow.ts";

interface AdaptiveTableProps<T> {
  label: string;
  /** The row header is a card's title; the rest its sections. */
  columns: readonly TableProps.ColumnDefinition<T>[];
  items: readonly T[];
  idOf(item: T): string;
  isLoading: boolean;
  empty: ReactNode;
  variant?: "container" | "full-page";
  header?: ReactNode;
  filter?: ReactNode;
  pagination?: ReactNode;
  /** Below the last row. */
  footer?: ReactNode;
}

export function AdaptiveTable<T>(props: AdaptiveTableProps<T>) {
  const { text } = useText();
  const isNarrow = useIsNarrow();
  const { label, columns, items, idOf, isLoading, empty, variant = "container", footer, ...around } = props;
  const shared = { items, trackBy: idOf, loading: isLoading, loadingText: text.common.loading, empty, variant };
  if (!isNarrow)
    return (
      <Table
        {...shared}
        {...around}
        columnDefinitions={columns}
        wrapLines
        ariaLabels={{ tableLabel: label }}
        {...(footer === undefined ? {} : { footer })}
      />
    );
  const title = columns.find(({ isRowHeader }) => isRowHeader === true);
  return (
    <>
      <Cards
        {...shared}
        {...around}
        ariaLabels={{ itemSelectionLabel: () => "", selectionGroupLabel: "", cardsLabel: label }}
        cardsPerRow={[{ cards: 1 }]}
        cardDefinition={{
          header: (item) => title?.cell(item),
          sections: columns
            .filter((column) => column !== title)
            .map(({ id = "", header, cell }) =>
              // A button says itself what it is.
              id === "actions" ? { id, content: cell } : { id, header, content: cell, width: 50 },
            ),
        }}
      />
      {footer}
    </>
  );
}

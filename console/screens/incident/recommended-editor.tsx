// Recommended actions that go out with an analyst's comment, each in both languages.
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useText } from "../../language.tsx";

export interface Recommendation {
  id: string;
  ja: string;
  en: string;
}

interface EditorProps {
  items: readonly Recommendation[];
  onChange(items: readonly Recommendation[]): void;
}

const MAX_ITEMS = 20;
const column = (wide: number) => ({ colspan: { default: 12, s: wide } });

export function RecommendedEditor({ items, onChange }: EditorProps) {
  const { text } = useText();
  const { comments: t } = text;
  const change = (id: string, part: Partial<Recommendation>) =>
    onChange(items.map((item) => (item.id === id ? { ...item, ...part } : item)));
  return (
    <FormField label={t.recommended} constraintText={t.recommendText} stretch>
      <SpaceBetween size="s">
        {items.map(({ id, ja, en }, index) => (
          <Grid key={id} gridDefinition={[column(5), column(5), column(2)]}>
            <Input
              ariaLabel={`${t.recommended} ${index + 1} ${t.recommendJa}`}
              placeholder={t.recommendJa}
              value={ja}
              onChange={({ detail }) => change(id, { ja: detail.value })}
            />
            <Input
              ariaLabel={`${t.recommended} ${index + 1} ${t.recommendEn}`}
              placeholder={t.recommendEn}
              value={en}
              onChange={({ detail }) => change(id, { en: detail.value })}
            />
            <Button
              iconName="remove"
              variant="icon"
              ariaLabel={t.removeRecommended(index + 1)}
              onClick={() => onChange(items.filter((item) => item.id !== id))}
            />
          </Grid>
        ))}
        <Button
          iconName="add-plus"
          disabled={items.length >= MAX_ITEMS}
          onClick={() => onChange([...items, { id: crypto.randomUUID(), ja: "", en: "" }])}
        >
          {t.recommend}
        </Button>
      </SpaceBetween>
    </FormField>
  );
}

/** Small parts that the forms of siting share. */
import { NumberInput } from "@mantine/core";
import type { ReactNode } from "react";

interface NumberFieldProps {
  readonly label: string;
  readonly help?: string;
  readonly value: number | null;
  onChange(value: number | null): void;
  readonly min?: number;
  readonly max?: number;
  readonly isWhole?: boolean;
  readonly suffix?: string;
}

/** A number that may be left empty. */
export function NumberField({ label, help, value, onChange, min = 0, max, isWhole = false, suffix }: NumberFieldProps) {
  return (
    <NumberInput
      size="xs"
      label={label}
      description={help}
      inputWrapperOrder={["label", "input", "description"]}
      min={min}
      max={max}
      allowDecimal={!isWhole}
      thousandSeparator=","
      suffix={suffix}
      clampBehavior="blur"
      value={value ?? ""}
      onChange={(entered) => onChange(typeof entered === "number" ? entered : null)}
    />
  );
}

/** A part of the form that is folded until it is needed; says in its heading what is set in it. */
export function Folded({ title, set, children }: { title: string; set: string; children: ReactNode }) {
  return (
    <details className="folded">
      <summary>
        {title}
        {set !== "" && <span className="row-small folded-set">{set}</span>}
      </summary>
      <div className="folded-content">{children}</div>
    </details>
  );
}

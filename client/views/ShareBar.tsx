/** A share as a number with a bar under it. */
import { useFormat } from "../format.ts";

export function ShareBar({ share }: { share: number | null }) {
  const format = useFormat();
  return (
    <span className="share">
      {format.share(share)}
      {share !== null && (
        <span className="share-bar" aria-hidden>
          <span style={{ width: `${share * 100}%` }} />
        </span>
      )}
    </span>
  );
}

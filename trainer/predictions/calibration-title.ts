/** What a title stands for in another class balance than that of the data. */
export type Balance = {
  /** In proportion to the wanted share of its class over the share in the data; the sum is the effective number of titles (Kish 1965). */
  readonly weight: number;
  /** Whether it belongs to a random sample from the wanted balance. */
  readonly isDrawn: boolean;
};

/** A title; without `balance` the titles are for the balance that they have. */
type Balanced = { readonly balance?: Balance };

/** What a title counts for in fitting maps. */
export function weightOf({ balance }: Balanced): number {
  return balance?.weight ?? 1;
}

/** Whether thresholds see a title: they take a random sample from the balance that they are for. */
export function isDrawn({ balance }: Balanced): boolean {
  return balance?.isDrawn ?? true;
}

/** A calibration title and the node of its class, a leaf. Without `balance` the titles are for the balance that they have. */
export type CalibrationTitle = { readonly title: string; readonly leaf: number; readonly balance?: Balance };

/** What a title counts for where the model answers for another class balance than the data's. */
export type Balance = {
  /**
   * Importance weight, in proportion to the wanted share of the title's class over its share in the
   * data. The sum over titles is their effective number (Kish 1965).
   */
  readonly weight: number;
  /** Whether it belongs to a random sample from the wanted balance. */
  readonly isDrawn: boolean;
};

/** A title. Without `balance`, titles are for the balance that they have. */
type Balanced = { readonly balance?: Balance };

/** What a title counts for in fitting maps. */
export function weightOf({ balance }: Balanced): number {
  return balance?.weight ?? 1;
}

/** Whether thresholds see a title: they take a random sample from the balance that they are for. */
export function isDrawn({ balance }: Balanced): boolean {
  return balance?.isDrawn ?? true;
}

/** A title that the chains did not see, and the node of its class, a leaf. */
export type CalibrationTitle = Balanced & { readonly title: string; readonly leaf: number };

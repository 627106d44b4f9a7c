/**
 * Fills labels that merged cells left empty from the record above: one is filled where all labels
 * before it are the same as above. The function that is given back takes the labels of one record
 * after another.
 */
export function labelFiller(): (labels: readonly string[]) => readonly string[] {
  let above: readonly string[] = [];
  return (labels) => {
    let isSame = true;
    above = labels.map((label, level) => {
      const value = label === "" && isSame ? (above[level] ?? "") : label;
      isSame &&= value === above[level];
      return value;
    });
    return above;
  };
}

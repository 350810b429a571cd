package naru.gateway.core;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import naru.gateway.config.Selection;
import naru.http.Fields;
import naru.http.RequestHead;

/** Which targets have which value of the label that subsets are made by. */
final class Labels {
  /** Every target. */
  static final int ALL = -1;

  /** A value that no target has. */
  static final int UNKNOWN = -2;

  private final Selection.Subset subset;
  private final byte[][] values;
  private final int[] ofTarget;

  Labels(Selection.Subset subset, List<Target> targets) {
    this.subset = subset;
    this.ofTarget = new int[targets.size()];
    Map<String, Integer> known = new LinkedHashMap<>();
    for (int i = 0; i < ofTarget.length; i++) {
      String value = targets.get(i).config().labels().get(subset.label());
      if (value == null) {
        ofTarget[i] = UNKNOWN;
      } else {
        int next = known.size();
        ofTarget[i] = known.computeIfAbsent(value, v -> next);
      }
    }
    values =
        known.keySet().stream()
            .map(v -> v.getBytes(StandardCharsets.ISO_8859_1))
            .toArray(byte[][]::new);
  }

  /** The subset that a request asks for. */
  int wanted(RequestHead head) {
    Fields f = head.fields();
    int i = f.find(subset.header());
    if (i < 0) {
      return ALL;
    }
    int from = f.valueOffset(i);
    int end = from + f.valueLength(i);
    for (int v = 0; v < values.length; v++) {
      if (java.util.Arrays.equals(values[v], 0, values[v].length, f.bytes(), from, end)) {
        return v;
      }
    }
    return UNKNOWN;
  }

  boolean has(int target, int wanted) {
    return wanted == ALL || wanted == ofTarget[target] && wanted != UNKNOWN;
  }

  boolean orAny() {
    return subset.orAny();
  }
}

package naru.bench.report;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A report for a program: schema {@value #SCHEMA}. A number that was not measured is null. */
public final class BenchJson {
  static final String SCHEMA = "naru.bench/1";

  private static final JsonMapper MAPPER = JsonMapper.shared();

  private BenchJson() {}

  public static String of(Report report) {
    ObjectNode root = MAPPER.createObjectNode().put("schema", SCHEMA);
    rows(root.putArray("rows"), report.rows());
    ratios(root.putArray("ratios"), report.ratios());
    return MAPPER.writeValueAsString(root);
  }

  private static void rows(ArrayNode array, List<Sample> rows) {
    for (Sample row : rows) {
      ObjectNode node = array.addObject().put("case", row.name()).put("subject", row.subject());
      for (Measure measure : Measure.values()) {
        if (measure.always() || Double.isFinite(row.of(measure))) {
          number(node, measure.field(), row.of(measure));
        }
      }
    }
  }

  private static void ratios(ArrayNode array, List<Ratio> ratios) {
    for (Ratio ratio : ratios) {
      ObjectNode node = array.addObject().put("case", ratio.name()).put("rival", ratio.rival());
      number(node.put("measure", ratio.measure().word()), "ratio", ratio.ratio());
    }
  }

  private static void number(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, Math.round(value * 1000) / 1000.0);
    } else {
      node.putNull(name);
    }
  }
}
